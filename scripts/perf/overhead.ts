import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
import { handOver } from './section.js';
import { overhead, overheadSwift } from './sections/overhead.js';
import { inStepsMs } from './share-outside.js';

/*
 * What measuring costs beside the measuring: with about 10 s of app steps a launch, the share of its wall time that is outside app
 * steps; pauses and cooldowns are steps. Once as `run` does it, one session for all launches, and once the naive way, a new WebDriver
 * session and installation for each. They take turns, each on a virtual phone of its own that waits meanwhile.
 *
 *     npx tsx scripts/perf/overhead.ts [--launches 6] [--app twin|swift] [--json FILE]
 *
 * The Swift app has to be built first (scripts/swift/build.sh). Starting the twin starts Node, which costs a third of a second that no
 * iPhone spends. Once both have had a launch that is not counted, the page has what each launch took.
 */

const { values } = parseArgs({
  options: {
    launches: { type: 'string', default: '6' },
    app: { type: 'string', default: 'twin' },
    json: { type: 'string' },
  },
});
const launches = Number(values.launches);
const virtualApp = virtualAppNames.find((name) => name === values.app);
if (virtualApp === undefined) throw new Error(`--app ${values.app} is none of ${virtualAppNames.join(', ')}`);
const folder = mkdtempSync(join(tmpdir(), 'rezbench-overhead-'));
const lab = await openVirtualLab({ count: 2, faults: [], app: virtualApp });
const sweep = readSweep('scripts/perf/overhead.yaml');

const phones = await holdPhones(lab);

async function begin(name: string) {
  const plan = await makePlan({ ...sweep, name }, storedInputs(folder));
  const measure = plan.launches.find(({ kind }) => kind === 'measure');
  if (measure === undefined) throw new Error('the sweep measures nothing');
  const run = await createRun({ plan, source: sweep.path, suite: 'sweep' }, folder);
  return { plan, measure, state: await startRun(run, phones) };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** A session of WebdriverIO and ours on it, and what ends both. `reinstall` installs the app also where it is. */
async function connect(
  { plan, state }: Begun,
  place: number,
  { reinstall }: { readonly reinstall: boolean },
): Promise<{
  readonly session: Session;
  readonly end: () => Promise<void>;
}> {
  const phone = state.phones[place];
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

/** Shares of the wall time outside app steps, of the launches that one phone has had in the order in which they were timed. */
function shares(state: RunState, wallsMs: readonly number[]): number[] {
  const records = readRun(state.folder).flatMap((phone) => phone.launches);
  const bad = records.filter(({ finished }) => finished.outcome.status !== 'ok');
  if (bad.length > 0) throw new Error(`${String(bad.length)} launches failed`);
  records.sort((one, other) => Date.parse(one.finished.startedAt) - Date.parse(other.finished.startedAt));
  return wallsMs.flatMap((wallMs, turn) => {
    const record = records[turn];
    return record === undefined ? [] : [1 - inStepsMs(record) / wallMs];
  });
}

async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const [ours, naive] = [await begin('one-session'), await begin('session-per-launch')];
const { session, end } = await connect(ours, 0, { reinstall: false });
const walls: { readonly ours: number; readonly naive: number }[] = [];
for (let turn = 0; turn <= launches; turn++) {
  walls.push({
    ours: await timedMs(() => runLaunch(session, again(ours.measure, turn))),
    naive: await timedMs(async () => {
      const fresh = await connect(naive, 1, { reinstall: true });
      await runLaunch(fresh.session, again(naive.measure, turn));
      await fresh.end();
    }),
  });
}
await end();
const oneSession = shares(
  ours.state,
  walls.map((wall) => wall.ours),
);
const sessionEach = shares(
  naive.state,
  walls.map((wall) => wall.naive),
);
// The first launch of a phone finds nothing on it yet.
const rounds = oneSession
  .slice(1)
  .map((share, index) => ({ oneSession: share, sessionEach: sessionEach[index + 1] ?? NaN }));
handOver(virtualApp === 'swift' ? overheadSwift : overhead, { rounds }, values.json);

await phones.release();
await lab.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
