import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import plist from 'plist';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { problemOf } from '../../test/rig/problem.js';
import { readHarnessApp } from './harness-app.js';

describe('the harness app', () => {
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Harness.ipa');
  const info = { CFBundleIdentifier: 'org.example.app', CFBundleVersion: '42' };
  const write = (files: Readonly<Record<string, string>>): void => {
    writeFileSync(ipa, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
  };

  it('says who it is', () => {
    const other = plist.build({ ...info, CFBundleIdentifier: 'org.example.watch' });
    write({ 'Payload/A.app/Watch/B.app/Info.plist': other, 'Payload/A.app/Info.plist': plist.build(info) });
    expect(readHarnessApp(ipa)).to.deep.equal({ ipa, bundleId: 'org.example.app', build: '42' });
  });

  it('that is not there is asked for', async () => {
    const { message, exitCode } = await problemOf(() => readHarnessApp(join(folder.path, 'none.ipa')));
    expect(message).to.match(/none\.ipa does not exist.*--app.*\(npx rezbench virtual\)$/);
    expect(exitCode).to.equal(2);
  });

  const damages: readonly (readonly [string, () => void])[] = [
    [
      'no zip',
      () => {
        writeFileSync(ipa, 'hello');
      },
    ],
    [
      'a zip that was cut off',
      () => {
        write({ 'Payload/A.app/Info.plist': plist.build(info) });
        writeFileSync(ipa, readFileSync(ipa).subarray(0, 60));
      },
    ],
    [
      'no app',
      () => {
        write({ 'Info.plist': plist.build(info) });
      },
    ],
    [
      'an app with no version',
      () => {
        write({ 'Payload/A.app/Info.plist': plist.build({ CFBundleIdentifier: 'a' }) });
      },
    ],
    [
      'an Info.plist that is none',
      () => {
        write({ 'Payload/A.app/Info.plist': 'nothing' });
      },
    ],
  ];
  for (const [what, damage] of damages) {
    it(`is told from ${what}`, async () => {
      damage();
      const { message, exitCode } = await problemOf(() => readHarnessApp(ipa));
      expect(message).to.equal(`${ipa} is not an .ipa with an Info.plist; build the harness app again`);
      expect(exitCode).to.equal(2);
    });
  }
});
