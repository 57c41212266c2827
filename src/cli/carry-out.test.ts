import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedCase, plannedLaunch, planOf } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { writeSmallIpa } from '../../test/small-app.js';
import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import { carryOut } from './carry-out.js';
import type { RunSource } from './carry-out.js';

describe('a run that the command line carries out', () => {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);

  it('says how to go on after a mistake of our own, and keeps its stack with the run', async () => {
    const folder = temporaryFolder();
    const ipa = join(folder.path, 'Small.ipa');
    writeSmallIpa(ipa);
    const resultsRoot = join(folder.path, 'results');
    let isClosed = false;
    const lab: Lab = {
      ipa,
      phones: () => Promise.resolve([{ udid: 'one', name: 'one', osVersion: '17.5' }]),
      now: (target) => Promise.resolve(target),
      isPresent: () => Promise.resolve(true),
      capabilities: () => Promise.resolve({}),
      endpoint: () => Promise.reject(new TypeError('oops')),
      lock: () => Promise.resolve(() => Promise.resolve()),
      close() {
        isClosed = true;
        return Promise.resolve();
      },
    };
    const source: RunSource = { kind: 'new', request: { plan, source: 'test', suite: 'sweep' }, resultsRoot };
    const { message, exitCode } = await problemOf(() => carryOut(source, lab));
    const run = join(resultsRoot, readdirSync(resultsRoot)[0] ?? '');
    expect(exitCode).to.equal(exitCodes.bug);
    expect(message).to.contain(`npx rezbench run --resume ${run}`);
    expect(readFileSync(join(run, 'logs/bugs.log'), 'utf8')).to.contain('TypeError: oops');
    expect(isClosed).to.equal(true);
  });
});
