import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { planOf, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { phonesBut, readRunState, readWorkerState, writeRunState, writeWorkerState } from './state.js';
import type { RunPhone, RunState } from './state.js';

describe('what workers are told', () => {
  let state: RunState;
  let file: string;

  beforeEach(() => {
    const folder = writeRun(temporaryFolder().path, planOf([], []), []);
    file = join(folder.path, 'workers.json');
    state = {
      folder,
      endpoint: { protocol: 'http', hostname: 'host', port: 4723, path: '/' },
      app: { ipa: 'Harness.ipa', bundleId: 'org.example.harness', build: '7' },
      phones: [
        {
          // Everything that a lab file can say about a phone.
          target: {
            udid: 'A-1',
            name: 'Ann',
            osVersion: '17.5',
            labName: 'shelf 1',
            wdaUrl: 'http://host:8100',
            signing: { team: 'ABCDE12345', bundle_id: 'org.example.harness' },
          },
          capabilities: { platformName: 'iOS', 'appium:udid': 'A-1' },
          journaled: 7,
        },
      ],
    };
  });

  it('reads back as it was written, and leaves nothing else behind', () => {
    writeRunState(state);
    expect(readRunState(state.folder.path)).to.deep.equal(state);
    expect(readdirSync(state.folder.path).filter((name) => name.includes('workers'))).to.deep.equal([
      'workers',
      'workers.json',
    ]);
    expect(readdirSync(join(state.folder.path, 'workers'))).to.deep.equal(['A-1.json']);
  });

  const another = (udid: string): RunPhone => ({
    target: { udid, name: udid, osVersion: '17.5' },
    capabilities: { 'appium:udid': udid },
    journaled: 0,
    failuresSince: 2,
  });

  it('is as much as one worker needs, whatever is the matter with the other phones', () => {
    const bytesRead = (count: number): number => {
      const names = Array.from({ length: count }, (_, index) => `P-${String(index)}`);
      writeRunState({ ...state, phones: names.map(another) });
      for (const name of names.slice(1)) writeFileSync(join(state.folder.path, 'workers', `${name}.json`), '');
      expect(readWorkerState(state.folder.path, 'P-0')).to.deep.equal({
        folder: state.folder,
        endpoint: state.endpoint,
        app: state.app,
        phone: another('P-0'),
      });
      return readFileSync(file).length + readFileSync(join(state.folder.path, 'workers/P-0.json')).length;
    };
    expect(bytesRead(128)).to.equal(bytesRead(2));
  });

  it('changes for one phone and leaves the others as they were', () => {
    const { phones, ...common } = { ...state, phones: [another('B-2'), another('C-3')] };
    writeRunState({ ...common, phones });
    const endpoint = { ...state.endpoint, port: 4724 };
    const renewed = { ...another('C-3'), capabilities: { 'appium:udid': 'C-3', 'appium:wdaLocalPort': 8101 } };
    writeWorkerState({ ...common, endpoint, phone: renewed });
    expect(readRunState(state.folder.path)).to.deep.equal({ ...common, endpoint, phones: [another('B-2'), renewed] });
  });

  it('is without a phone that no longer takes part when the run goes on', async () => {
    writeRunState({ ...state, phones: [another('B-2'), another('C-3')] });
    writeRunState({ ...state, phones: [another('C-3')] });
    expect(readRunState(state.folder.path).phones).to.deep.equal([another('C-3')]);
    expect((await problemOf(() => readWorkerState(state.folder.path, 'B-2'))).message).to.match(
      /workers\/B-2\.json is missing or not JSON; npx rezbench run --resume .* writes it anew$/,
    );
  });

  it('tells which phones took part and are not there now, and which to attach where it is damaged', async () => {
    writeRunState({ ...state, phones: [another('B-2'), another('C-3')] });
    writeFileSync(join(state.folder.path, 'workers', 'C-3.json'), '');
    expect(phonesBut(state.folder, new Set(['C-3']))).to.deep.equal([another('B-2')]);
    expect((await problemOf(() => phonesBut(state.folder, new Set(['B-2'])))).message).to.match(
      /workers\/C-3\.json is missing or not JSON; attach C-3, so that what it owes is known, and resume the run$/,
    );
  });

  it('is refused in a sentence where the part of one phone is damaged', async () => {
    writeRunState(state);
    const part = join(state.folder.path, 'workers', 'A-1.json');
    const whole = readFileSync(part, 'utf8');
    for (const [text, sentence] of [
      [whole.slice(0, 40), /workers\/A-1\.json is missing or not JSON; .* writes it anew$/],
      [whole.replace('"journaled": 7', '"journaled": -7'), /workers\/A-1\.json: field journaled is not what this/],
      [whole.replace('"v": 4', '"v": 3'), /workers\/A-1\.json: field v is 3, and this version of rezbench reads 4/],
    ] as const) {
      writeFileSync(part, text);
      for (const read of [readRunState, (path: string) => readWorkerState(path, 'A-1')]) {
        expect((await problemOf(() => read(state.folder.path))).message).to.match(sentence);
      }
    }
  });

  for (const [what, text, sentence] of [
    [
      'another version',
      '{"appiumPort":4723}',
      /field v is null, and this version of rezbench reads 4; .* writes it anew$/,
    ],
    ['a newer version', '{"v":5}', /field v is 5, and this version of rezbench reads 4; .* writes it anew$/],
    ['no JSON', '{', /workers\.json is missing or not JSON; npx rezbench run --resume .* writes it anew$/],
    [
      'a field that is wrong',
      '{"v":4,"endpoint":"host"}',
      /field endpoint is not what this version .* writes it anew$/,
    ],
  ] as const) {
    it(`is refused in a sentence for ${what}`, async () => {
      writeFileSync(file, text);
      expect((await problemOf(() => readRunState(state.folder.path))).message).to.match(sentence);
      expect(existsSync(file)).to.equal(true);
    });
  }
});
