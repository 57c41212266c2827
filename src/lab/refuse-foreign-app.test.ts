import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import { profileOf } from '../../test/fake-xcodebuild.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { refuseForeignApp } from './refuse-foreign-app.js';

describe('the app of a run', () => {
  const ipa = join(temporaryFolder().path, 'Harness.ipa');
  const now = new Date('2026-01-10T00:00:00Z');
  const phones = ['A-1', 'B-2'].map((udid) => ({ udid, name: 'Ann', osVersion: '17.5' }));
  const write = (profile: Buffer | undefined): void => {
    const files = { 'Payload/H.app/Info.plist': strToU8('') };
    writeFileSync(ipa, zipSync({ ...files, ...(profile && { 'Payload/H.app/embedded.mobileprovision': profile }) }));
  };

  it('is taken when its profile names the phones and holds', () => {
    write(profileOf(new Date('2026-06-01'), ['A-1', 'B-2']));
    refuseForeignApp(ipa, phones, now);
  });

  it('is refused when it was signed for other phones', async () => {
    write(profileOf(new Date('2026-06-01'), ['A-1']));
    const { message, exitCode } = await problemOf(() => {
      refuseForeignApp(ipa, phones, now);
    });
    expect(message).to.match(/Harness\.ipa is not signed for Ann \(B-2\); run npx rezbench build --device B-2, or/);
    expect(exitCode).to.equal(2);
  });

  it('is refused when its profile has expired', async () => {
    write(profileOf(new Date('2026-01-02'), ['A-1', 'B-2']));
    const { message } = await problemOf(() => {
      refuseForeignApp(ipa, phones, now);
    });
    expect(message).to.match(/profile expired on 2026-01-02; run npx rezbench build/);
  });

  it('is taken without a profile, as virtual iPhones take it; one that is not there is named elsewhere', () => {
    write(undefined);
    refuseForeignApp(ipa, phones, now);
    refuseForeignApp(`${ipa}.none`, phones, now);
  });

  it('is refused in one sentence when its profile cannot be read, and nothing else is printed', async () => {
    const whole = profileOf(new Date('2026-06-01'), ['A-1', 'B-2']).toString('latin1');
    const broken = [
      whole.replace('</array>', '</dict>'),
      whole.replace('<key>TeamIdentifier</key>', '<key>TeamIdentifier&nobody;</key>'),
      whole.replace('<dict>', '<dict a=b>'),
      whole.replace('</plist>', ''),
      'nothing of the kind',
    ];
    const printed: unknown[] = [];
    const { error, warn } = console;
    console.error = console.warn = (...words: unknown[]) => printed.push(words);
    try {
      for (const text of broken) {
        expect(text).not.to.equal(whole);
        write(Buffer.from(text, 'latin1'));
        const { message, exitCode } = await problemOf(() => {
          refuseForeignApp(ipa, phones, now);
        });
        expect(message).to.match(
          /Harness\.ipa: embedded\.mobileprovision in it is no .*; run npx rezbench build again$/,
        );
        expect(exitCode).to.equal(2);
      }
    } finally {
      Object.assign(console, { error, warn });
    }
    expect(printed).to.deep.equal([]);
  });
});
