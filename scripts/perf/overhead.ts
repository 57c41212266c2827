import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { openVirtualLab } from '../../src/virtual/lab.js';
import { openBench } from '../../src/run/session.js';
import { runLaunch } from '../../src/run/launch.js';
import { startRun } from '../../src/run/start.js';
import { readPlan } from '../../src/results/run-folder.js';
import { readRun } from '../../src/results/read-run.js';
import type { LaunchRecord } from '../../src/results/launch-record.js';
import { readSweep } from '../../src/plan/sweep.js';
import type { RunState } from '../../src/run/state.js';
import type { PlannedLaunch } from '../../src/plan/plan.js';

/*
 * What measuring costs beside the measuring: with about 10 s of app steps a launch, the share of a phone's wall time that
 * is outside app steps between its first and its last launch. Once as `run` does it, one session for all launches, and
 * once the naive way, a new WebDriver session and installation for each. Both one after the other in one run.
 *
 *     npx tsx scripts/perf/overhead.ts [LAUNCHES]
 */

const launches = Number(process.argv[2] ?? 6);
const folder = mkdtempSync(join(tmpdir(), 'rezbench-overhead-'));
const lab = await openVirtualLab({ count: 1, faults: [] });
process.env['USBMUXD_SOCKET_ADDRESS'] = lab.usbmuxd;
const sweep = readSweep('scripts/perf/overhead.yaml');

async function begin(name: string) {
  const { state, stop } = await startRun(
    { kind: 'sweep', sweep: { ...sweep, name }, resultsRoot: folder },
    { ipa: lab.ipa, lab: lab.lab },
  );
  const measure = readPlan(state.folder).launches.find(({ kind }) => kind === 'measure');
  if (measure === undefined) throw new Error('the sweep measures nothing');
  return { state, stop, measure };
}

const connect = ({ appiumPort, phones: [phone] }: RunState) =>
  remote({
    hostname: '127.0.0.1',
    port: appiumPort,
    path: '/',
    logLevel: 'silent',
    connectionRetryCount: 0,
    capabilities: phone?.capabilities ?? {},
  });

const targetOf = ({ phones: [phone] }: RunState) => {
  if (phone === undefined) throw new Error('no phone');
  return phone.target;
};

const again = (measure: PlannedLaunch, turn: number): PlannedLaunch => ({
  ...measure,
  id: `${measure.id}-${String(turn)}`,
});

/** Share of the time between the first launch's beginning and the last one's end that no app step took. */
function shareOutside(records: readonly LaunchRecord[]): number {
  const began = Math.min(...records.map(({ finished }) => Date.parse(finished.startedAt)));
  const ended = Math.max(...records.map(({ finished }) => Date.parse(finished.at)));
  const inStepsMs = records.reduce((sum, { events }) => {
    const first = events.find(({ event }) => event === 'start')?.tNs ?? 0;
    return sum + ((events.at(-1)?.tNs ?? first) - first) / 1e6;
  }, 0);
  return 1 - inStepsMs / (ended - began);
}

const report = (name: string, state: RunState): void => {
  const records = readRun(state.folder).flatMap((phone) => phone.launches);
  const bad = records.filter(({ finished }) => finished.outcome.status !== 'ok');
  if (bad.length > 0) throw new Error(`${name}: ${String(bad.length)} launches failed`);
  console.log(
    `${name}: ${(shareOutside(records) * 100).toFixed(1)} % of the wall time outside app steps, ${String(records.length)} launches`,
  );
};

const ours = await begin('one-session');
const browser = await connect(ours.state);
const bench = await openBench(browser, ours.state, targetOf(ours.state));
for (let turn = 0; turn < launches; turn++) await runLaunch(bench, again(ours.measure, turn));
await bench.close();
await browser.deleteSession();
report('one session', ours.state);
await ours.stop();

const naive = await begin('session-per-launch');
for (let turn = 0; turn < launches; turn++) {
  const session = await connect(naive.state);
  const fresh = await openBench(session, naive.state, targetOf(naive.state));
  await runLaunch(fresh, again(naive.measure, turn));
  await fresh.close();
  await session.deleteSession();
}
report('a session and an installation per launch', naive.state);
await naive.stop();

await lab.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
