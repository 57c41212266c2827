import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { readObserved, writeObserved } from './observed.js';

describe('what the host saw of a phone', () => {
  let run: RunFolder;

  beforeEach(() => {
    run = { path: temporaryFolder().path, id: 'run' };
  });

  it('is nothing before a worker wrote it, and grows', () => {
    expect(readObserved(run, 'a')).to.deep.equal({});
    writeObserved(run, 'a', { sessionMs: 5, troubles: { battery: 'no answer' } });
    const met = { calledAtMs: 1, waits: 1 };
    writeObserved(run, 'a', { met: { clock: met }, appStates: { before: 'ended' } });
    writeObserved(run, 'a', { met: { killed: met }, appStates: { killed: 'ended' } });
    writeObserved(run, 'a', { locked: false, troubles: { push: 'no room' } });
    expect(readObserved(run, 'a')).to.deep.include({
      sessionMs: 5,
      locked: false,
      met: { clock: met, killed: met },
      appStates: { before: 'ended', killed: 'ended' },
      troubles: { battery: 'no answer', push: 'no room' },
    });
    expect(readdirSync(join(run.path, 'first-light'))).to.deep.equal(['a.json']);
  });

  it('is asked for again in one sentence when its file is damaged', async () => {
    writeObserved(run, 'a', { sessionMs: 5 });
    const file = join(run.path, 'first-light/a.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -4));
    expect((await problemOf(() => readObserved(run, 'a'))).message).to.match(/a\.json is damaged; remove it/);
    writeFileSync(file, '{ "sessionMs": -1 }');
    expect((await problemOf(() => readObserved(run, 'a'))).message).to.contain('is damaged (field sessionMs)');
  });
});
