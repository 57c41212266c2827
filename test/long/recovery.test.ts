import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Loss } from '../../src/contract/outcome.js';
import { projectRoot } from '../../src/project.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { adviceIn } from '../rig/advice.js';
import { isRunning } from '../rig/processes.js';
import type { Process } from '../rig/processes.js';
import { rezbench, start } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { eventually } from '../rig/eventually.js';

const launches = 10;

const sweepText = readFileSync(join(projectRoot, 'test/sweeps/many-launches.yaml'), 'utf8').replace(
  'launches: 19',
  `launches: ${String((launches - 2) / 2)}`,
);

const journalOf = (run: string): Entry[] => {
  const folder = openRunFolder(run);
  return journaledPhones(folder).flatMap((udid) => readJournal(journalFile(folder, udid)));
};

const isPlanned = ({ launch }: { readonly launch: string }): boolean => !/^(anchor|purge|prime)-/.test(launch);

/** Every launch ended once, and none was begun again after that. */
function expectEachOnce(entries: readonly Entry[]): void {
  const ended = entries.flatMap((entry) => (entry.type === 'finished' && isPlanned(entry) ? [entry.launch] : []));
  expect(ended).to.have.length(launches);
  expect(new Set(ended)).to.have.property('size', launches);
  const done = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'started') expect(done.has(entry.launch), `${entry.launch} ran twice`).to.equal(false);
    if (entry.type === 'finished') done.add(entry.launch);
  }
}

/** Waits until another launch of a run has begun, which the progress of a resumed run shows too early. */
async function nextLaunch(run: string): Promise<void> {
  const begun = (): number => journalOf(run).filter(({ type }) => type === 'started').length;
  const before = begun();
  await eventually(() => begun() > before, { limitMs: 120_000 });
}

const isAppium = (args: string): boolean => /appium\S* server/.test(args);

/** An interruption says nothing about any model. */
function expectNoFailure(entries: readonly Entry[]): void {
  const outcomes = entries.flatMap((entry) => (entry.type === 'finished' ? [entry.outcome.status] : []));
  expect(new Set(outcomes)).to.deep.equal(new Set(['ok']));
}

async function expectGone(processes: readonly Process[]): Promise<void> {
  for (const { pid } of processes) await eventually(async () => !(await isRunning(pid)));
}

const lossesIn = (entries: readonly Entry[]): Loss['cause'][] =>
  entries.flatMap((entry) => (entry.type === 'lost' ? [entry.loss.cause] : []));

const statuses = (run: string): string[] => rowsOf(join(run, 'results.csv')).map(({ status }) => status ?? '');

describe('a run', function () {
  this.timeout(300_000);

  it('that is asked to end while its launcher hangs, is killed, or loses Appium, leaves nothing behind and goes on as it says', async () => {
    const results = temporaryFolder();
    const out = join(results.path, 'my results');
    const options = { env: { TMPDIR: temporaryFolder().path } };
    const sweep = results.write('sweep.yaml', sweepText);
    const first = start(['run', sweep, '--virtual', '1', '--out', out], options);
    await first.line(/^ *[1-5]\/10 /);
    const run = onlyRun(out);
    const beside = [
      ['tables', run],
      [...['run', '--resume', run], '--virtual', '1'],
    ] as const;
    for (const refused of await Promise.all(beside.map((args) => rezbench(args, options)))) {
      expect(refused.stderr).to.equal(
        `rezbench: ${run} is in use by another run (process ${String(first.pid)}); wait for it or end it`,
      );
      expect(refused.exitCode).to.equal(4);
    }

    const ofFirst = await first.processes();
    const launcher = ofFirst.find(({ args }) => /wdio\.js run /.test(args));
    process.kill(launcher?.pid ?? 0, 'SIGSTOP');
    first.signal('SIGTERM');
    const { exitCode, stderr } = await first.ended;
    expect(exitCode, stderr).to.equal(143);
    await expectGone(ofFirst);
    expectNoFailure(journalOf(run));

    const second = start(adviceIn(stderr), options);
    await nextLaunch(run);
    const ofSecond = await second.processes();
    expect(ofSecond.filter(({ args }) => isAppium(args))).to.have.length(1);
    second.signal('SIGKILL');
    await second.ended;
    await expectGone(ofSecond);
    expectNoFailure(journalOf(run));

    const third = start(adviceIn(stderr), options);
    await nextLaunch(run);
    const appium = (await third.processes()).find(({ args }) => isAppium(args));
    process.kill(appium?.pid ?? 0, 'SIGKILL');
    const ended = await third.ended;
    expect(ended.exitCode, ended.stderr).to.equal(0);
    expect(lossesIn(journalOf(run))).to.include('appium');
    expect(statuses(run)).to.deep.equal(['ok', 'ok']);
    expectEachOnce(journalOf(run));
    expect(readdirSync(run).filter((name) => /in-use|partial/.test(name))).to.deep.equal([]);
    expect(readdirSync(options.env.TMPDIR).filter((name) => name.startsWith('rezbench-'))).to.deep.equal([]);
  });

  it('that stumbles over a mistake of our own, stops with the stack in its log, and can be resumed', async () => {
    const results = temporaryFolder();
    const sweep = results.write('sweep.yaml', sweepText);
    const mistake = pathToFileURL(join(projectRoot, 'test/rig/mistake.mjs')).href;
    const env = { NODE_OPTIONS: `--import ${mistake}`, MISTAKE_IN: 'measure-plain-x2-fp16-64-all-64x64' };
    const ran = await rezbench(['run', sweep, '--virtual', '1', '--out', join(results.path, 'out')], { env });
    const run = onlyRun(join(results.path, 'out'));
    const log = join(run, 'logs/bugs.log');
    expect(ran.exitCode, ran.stderr).to.equal(70);
    expect(ran.stderr).to.contain(log).and.to.contain(`npx rezbench run --resume ${run}`);
    expect(readFileSync(log, 'utf8')).to.match(
      /TypeError: a mistake, made on purpose\n( +at .*\n)* +at .*conduct-launch\.ts/,
    );
    expect(statuses(run)).to.include('skipped');

    const resumed = await rezbench(adviceIn(ran.stderr));
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(statuses(run)).to.deep.equal(['ok', 'ok']);
    expectEachOnce(journalOf(run));
    expect(existsSync(log)).to.equal(true);
  });
});
