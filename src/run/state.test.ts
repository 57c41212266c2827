import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { planOf, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { readRunState, writeRunState } from './state.js';
import type { RunState } from './state.js';

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
    expect(readdirSync(state.folder.path).filter((name) => name.includes('workers'))).to.deep.equal(['workers.json']);
  });

  for (const [what, text, sentence] of [
    [
      'another version',
      '{"appiumPort":4723}',
      /field v is null, and this version of rezbench reads 3; .* writes it anew$/,
    ],
    ['a newer version', '{"v":4}', /field v is 4, and this version of rezbench reads 3; .* writes it anew$/],
    ['no JSON', '{', /workers\.json is missing or not JSON; npx rezbench run --resume .* writes it anew$/],
    [
      'a field that is wrong',
      '{"v":3,"endpoint":"host"}',
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
