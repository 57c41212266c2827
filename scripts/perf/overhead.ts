import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { endpointAnswers } from '../../src/lab/lab.js';
import { AppiumPhone } from '../../src/phone/appium-phone.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { storedInputs } from '../../src/plan/pictures.js';
import { closeSession, openSession } from '../../src/run/session.js';
import type { Session } from '../../src/run/session.js';
import { runLaunch } from '../../src/run/launch.js';
import { createRun, holdPhones, startRun } from '../../src/run/start.js';
import { virtualAppNames } from '../../src/virtual/app/names.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import { readRun } from '../../src/results/read-run.js';
import { readSweep } from '../../src/plan/sweep.js';
import type { RunState } from '../../src/run/state.js';
import type { PlannedLaunch } from '../../src/plan/plan.js';
import { shareOutside } from './share-outside.js';

/*
 * What measuring costs beside the measuring: with about 10 s of app steps a launch, the share of a phone's wall time that
 * is outside app steps between its first and its last launch; pauses and cooldowns are steps. Once as `run` does it, one
 * session for all launches, and once the naive way, a new WebDriver session and installation for each. Both one after the
 * other in one run.
 *
 *     npx tsx scripts/perf/overhead.ts [LAUNCHES [APP]]
 *
 * APP is twin, or swift once scripts/swift/build.sh has built it. Starting the twin starts Node, which costs a third of a
 * second that no iPhone spends.
 */

const launches = Number(process.argv[2] ?? 6);
const virtualApp = virtualAppNames.find((name) => name === process.argv[3]) ?? 'twin';
const folder = mkdtempSync(join(tmpdir(), 'rezbench-overhead-'));
const lab = await openVirtualLab({ count: 1, faults: [], app: virtualApp });
const sweep = readSweep('scripts/perf/overhead.yaml');

const phones = await holdPhones(lab);

async function begin(name: string) {
  const plan = await makePlan({ ...sweep, name }, storedInputs(folder));
  const measure = plan.launches.find(({ kind }) => kind === 'measure');
  if (measure === undefined) throw new Error('the sweep measures nothing');
  const run = await createRun({ plan, source: sweep.path, suite: 'sweep' }, folder);
  return { plan, measure, state: await startRun(run, phones) };
}

/** A session of WebdriverIO and ours on it, and what ends both. `reinstall` installs the app also where it is. */
async function connect(
  { plan, state }: Awaited<ReturnType<typeof begin>>,
  { reinstall }: { readonly reinstall: boolean },
): Promise<{
  readonly session: Session;
  readonly end: () => Promise<void>;
}> {
  const [phone] = state.phones;
  if (phone === undefined) throw new Error('no phone');
  const browser = await remote({
    ...state.endpoint,
    logLevel: 'silent',
    connectionRetryCount: 0,
    capabilities: phone.capabilities,
  });
  const { app, folder: run } = state;
  const appiumPhone = new AppiumPhone(browser, phone.target.udid, app, {
    endpointAnswers: () => endpointAnswers(state.endpoint),
    isAttached: () => Promise.resolve(true),
  });
  if (reinstall) await appiumPhone.installApp();
  const session = await openSession(appiumPhone, phone.target, { folder: run, plan, appBuild: app.build });
  return {
    session,
    async end() {
      await closeSession(session);
      await browser.deleteSession();
    },
  };
}

const again = (measure: PlannedLaunch, turn: number): PlannedLaunch => ({
  ...measure,
  id: `${measure.id}-${String(turn)}`,
});

const report = (name: string, state: RunState): void => {
  const records = readRun(state.folder).flatMap((phone) => phone.launches);
  const bad = records.filter(({ finished }) => finished.outcome.status !== 'ok');
  if (bad.length > 0) throw new Error(`${name}: ${String(bad.length)} launches failed`);
  console.log(
    `${name}: ${(shareOutside(records) * 100).toFixed(1)} % of the wall time outside app steps, ${String(records.length)} launches`,
  );
};

const ours = await begin('one-session');
const { session, end } = await connect(ours, { reinstall: false });
for (let turn = 0; turn < launches; turn++) await runLaunch(session, again(ours.measure, turn));
await end();
report('one session', ours.state);

const naive = await begin('session-per-launch');
for (let turn = 0; turn < launches; turn++) {
  const fresh = await connect(naive, { reinstall: true });
  await runLaunch(fresh.session, again(naive.measure, turn));
  await fresh.end();
}
report('a session and an installation per launch', naive.state);

await phones.release();
await lab.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
