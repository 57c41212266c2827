import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { heardConsole } from '../../test/rig/console.js';
import { plannedCase, plannedLaunch, planOf, finished, session, started, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import { main } from '../cli/main.js';
import type { RunFolder } from '../results/run-folder.js';
import { lockRun } from './run-lock.js';

describe("the lock of a run's folder", () => {
  const heard = heardConsole();
  const plan = planOf([plannedCase('c')], [plannedLaunch('a', { case: 'c' })]);
  let results: TemporaryFolder;
  let run: RunFolder;

  beforeEach(() => {
    results = temporaryFolder();
    run = writeRun(join(results.path, 'run'), plan, [session(), started('a'), finished('a', { status: 'ok' })]);
  });

  const inUse = (): string =>
    `${run.path} is in use by another run (process ${String(process.pid)}); wait for it or end it`;

  it('keeps a second process off it until the first lets go: exit 4', async () => {
    const unlock = await lockRun(run);
    const { message, exitCode } = await problemOf(() => lockRun(run));
    expect([message, exitCode]).to.deep.equal([inUse(), 4]);
    unlock();
    (await lockRun(run))();
  });

  it('keeps tables from judging beside a run: exit 4, then 0', async () => {
    const unlock = await lockRun(run);
    expect(await main(['tables', run.path])).to.equal(4);
    expect(heard.said).to.deep.equal([`rezbench: ${inUse()}`]);
    expect(existsSync(join(run.path, 'results.csv'))).to.equal(false);
    unlock();
    expect(await main(['tables', run.path])).to.equal(0);
    expect(existsSync(join(run.path, 'results.csv'))).to.equal(true);
  });

  it('takes away what a process that was killed left unfinished, in the run and beside it', async () => {
    const left = [
      'run/outputs/x.png.4194305-1.partial',
      '.inputs/y.rgb.4194305-1.partial',
      '.references/z.u16.4194305-7.partial',
    ];
    for (const name of left) results.write(name, 'half');
    (await lockRun(run))();
    for (const name of left) expect(existsSync(join(results.path, name)), name).to.equal(false);
  });
});
