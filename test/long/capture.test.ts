import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { before, describe, it } from 'mocha';
import { manifestSchema } from '../../src/capture/manifest.js';
import type { Manifest } from '../../src/capture/manifest.js';
import { rezbench } from '../rig/rezbench.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

describe('rezbench capture, from a virtual iPhone', function () {
  this.timeout(300_000);
  const results = temporaryFolder();
  let stdout: string;
  let stderr: string;
  let exitCode: number | undefined;
  let folder: string;
  let manifest: Manifest;

  before('record', async () => {
    ({ exitCode, stdout, stderr } = await rezbench(['capture', '--virtual', '--out', results.path]));
    folder = /^capture: (.*)$/m.exec(stdout)?.[1] ?? '';
    manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  });

  const files = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();

  it('records four launches, the last of them under an alert and then without one', () => {
    expect(exitCode, stderr).to.equal(0);
    expect(stderr).not.to.include('never struck');
    const ends = manifest.launches.map(({ launch, status, lost = [] }) => [launch, status, lost.length]);
    expect(ends).to.deep.equal([
      ['short', 'ok', 0],
      ['killed', 'crashed', 0],
      ['measured', 'ok', 0],
      ['alert', 'ok', 1],
    ]);
    expect(manifest.phone).to.include({ kind: 'virtual', ios_version: '17.5' });
  });

  it('has the files that its manifest names, and the same in one file', () => {
    const named = [...Object.keys(manifest.files), 'manifest.json'].sort();
    expect(files()).to.deep.equal(named);
    expect(named).to.include.members(['appium.log', 'wda.jsonl', 'journal.jsonl', 'events/alert-lost-1.jsonl']);
    const zip = /^the same as one file: (.*)$/m.exec(stdout)?.[1] ?? '';
    expect(existsSync(zip)).to.be.true;
    expect(Object.keys(unzipSync(readFileSync(zip))).sort()).to.deep.equal(named);
  });

  it('has nothing in it that tells the phone or the account', () => {
    const home = process.env['HOME'] ?? '/nowhere';
    for (const name of files()) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text, name).not.to.match(/00009999-|Virtual iPhone 1|192\.168\.|169\.254\./);
      if (/^\/(?:home|Users)\//.test(home)) expect(text, name).not.to.include(home);
    }
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).to.match(/"udid":"<udid-\d+>","deviceName":"<name-1>"/);
  });
});
