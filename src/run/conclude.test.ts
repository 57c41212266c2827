import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  enlarged,
  finished,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { exitCodes, Problem } from '../problem.js';
import type { Entry } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { finishRun } from '../wdio/finish-run.js';
import { concludeRun } from './conclude.js';
import { createRun } from './start.js';
import { writeRunState } from './state.js';
import { runProblem } from './stopped.js';

const plan = planOf(
  [plannedCase('c')],
  [plannedLaunch('p', { kind: 'prepare' }), plannedLaunch('m', { case: 'c' }), plannedLaunch('q', { kind: 'quality' })],
);
const images = enlarged('q', [{ image: 'baby', psnrYDb: 30, fidelityDb: 50 }]);

async function runWith(
  entries: readonly Entry[],
  judged: typeof images.judged = [],
  osVersion = '17.5',
): Promise<RunFolder> {
  const { path } = await createRun({ plan, source: 'test', suite: 'sweep' }, temporaryFolder().path);
  const folder = writeRun(path, plan, [session(), ...entries], { q: images.events }, judged);
  writeRunState({
    folder,
    endpoint: { protocol: 'http', hostname: 'h', port: 1, path: '/' },
    app: { ipa: '', bundleId: 'b', build: '1' },
    phones: [{ target: { udid, name: 'A phone', osVersion }, capabilities: {}, journaled: 0 }],
  });
  return folder;
}

const ok = { status: 'ok' } as const;
const all = ['p', 'm', 'q'].map((id) => finished(id, ok));

describe('the conclusion of a run', () => {
  it('is its tables, and no more when nothing is missing', async () => {
    const folder = await runWith(all, images.judged);
    const { rows, shortcomings } = await concludeRun(folder);
    expect(rows.map(({ status }) => status)).to.deep.equal(['ok']);
    expect(shortcomings).to.deep.equal([]);
    expect(existsSync(join(folder.path, 'results.csv'))).to.equal(true);
    expect(await finishRun(folder)).to.deep.equal([]);
  });

  it('names the launches that are owed, also those that measure no case', async () => {
    const folder = await runWith([finished('m', ok), started('p')]);
    const { rows, shortcomings } = await concludeRun(folder);
    expect(rows.map(({ status, reason }) => [status, reason])).to.deep.equal([
      ['skipped', '2 of its 3 launches are missing; resume the run'],
    ]);
    expect(shortcomings).to.deep.equal([
      `2 launches are still owed; go on with: npx rezbench run --resume ${folder.path}`,
    ]);
  });

  it('names what is quarantined, which is not owed, with how to try it again', async () => {
    const failed = [started('m'), finished('m', { status: 'crashed', step: 'load' })];
    const once = await concludeRun(await runWith([...failed, finished('p', ok), finished('q', ok)], images.judged));
    expect(once.shortcomings[0]).to.match(/^1 launch is still owed/);
    const folder = await runWith([...failed, ...failed, finished('p', ok), finished('q', ok)], images.judged);
    const { rows, shortcomings } = await concludeRun(folder);
    expect(rows.map(({ status }) => status)).to.deep.equal(['crashed']);
    expect(shortcomings).to.deep.equal([
      `1 case or launch is quarantined, since a launch failed 2 times; try them again with: npx rezbench run --resume ${folder.path} --retry-quarantined`,
    ]);
  });

  it('names a phone that is left out since everything failed on it', async () => {
    const failures = ['p', 'm', 'q'].flatMap((id) => [started(id), finished(id, { status: 'crashed', step: 'load' })]);
    const { shortcomings } = await concludeRun(await runWith(failures));
    expect(shortcomings[0]).to.equal(
      'A phone was left out of the rest of the run: its last 3 launches failed one after the other, the last time since the app died in load; look at it first',
    );
  });

  it('names a phone that cannot go on since its iOS was updated', async () => {
    const folder = await runWith([finished('m', ok)], [], '18.0');
    const { shortcomings } = await concludeRun(folder);
    expect(shortcomings[0]).to.equal('A phone has iOS 18.0 and had 17.5 earlier in this run; start a new run for it');
    expect(shortcomings[1]).to.match(/^2 launches are still owed/);
  });

  it('names the outputs that cannot be judged, and fails a run of WebdriverIO for them', async () => {
    const folder = await runWith(all);
    const { shortcomings } = await concludeRun(folder);
    expect(shortcomings).to.have.length(1);
    expect(shortcomings[0]).to.match(/\.png is missing or damaged, so baby of q cannot be judged/);
    expect(await finishRun(folder)).to.deep.equal(shortcomings);
  });

  it('fails a run of WebdriverIO with a sentence when the run cannot be read', async () => {
    const folder = await runWith([...all, { type: 'none' } as unknown as Entry], images.judged);
    const failures = await finishRun(folder);
    expect(failures).to.have.length(1);
    expect(failures[0]).to.contain(`${journalFile(folder, udid)}:5 has an entry of type none`);
  });
});

describe('what goes wrong in the main process of a run', () => {
  it('is kept with the run when it is a mistake of our own, with how to go on', async () => {
    const folder = await runWith([]);
    const { message, exitCode } = runProblem(folder, new TypeError('oops'));
    const log = join(folder.path, 'logs/bugs.log');
    expect(exitCode).to.equal(exitCodes.bug);
    expect(message).to.contain(log).and.to.contain(`npx rezbench run --resume ${folder.path}`);
    expect(readFileSync(log, 'utf8')).to.match(/the main process\nTypeError: oops\n +at /);
  });

  it('is no mistake when the disk is full', async () => {
    const folder = await runWith([]);
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const { message, exitCode } = runProblem(folder, full);
    expect(exitCode).to.equal(exitCodes.missing);
    expect(message).to.match(/^this host could not go on \(ENOSPC: .*\); go on with: npx rezbench run --resume /);
    expect(existsSync(join(folder.path, 'logs/bugs.log'))).to.equal(false);
  });

  it('keeps the sentence of a Problem', async () => {
    const problem = new Problem('no phone', exitCodes.missing);
    expect(runProblem(await runWith([]), problem)).to.equal(problem);
  });
});
