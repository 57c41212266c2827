import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statusSchema } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { statusPath } from '../contract/paths.js';
import { hostPsnrYDb } from '../quality/host-psnr.js';
import { writeObserved } from './observed.js';
import type { Observed, Sighting } from './observed.js';
import { firstLightLaunches as names } from './plan.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { terminate } from '../phone/app-control.js';
import type { Bench } from '../run/session.js';
import { runLaunch } from '../run/launch.js';
import type { Beside } from '../run/launch.js';
import { watchEvents } from './sightings.js';
import type { Seen } from './sightings.js';

/** Carries out a launch of first light and writes down what the host sees beside it. */
export async function conduct(bench: Bench, planned: PlannedLaunch): Promise<void> {
  const note = (seen: Observed): void => {
    writeObserved(bench.folder, bench.udid, seen);
  };
  switch (planned.id) {
    case names.transfer:
      return transfer(bench, planned, note);
    case names.killed:
      await runLaunch(bench, planned, killWhenMeasuring(bench, note));
      return;
    case names.clock:
      await runLaunch(bench, planned, watchClock(bench, note));
      return;
    default:
      await runLaunch(bench, planned);
      if (planned.kind === 'quality') note({ hostPsnrYDb: { [planned.id]: await hostPsnrYDb(bench.plan, planned) } });
  }
}

/** What WebDriverAgent says of the phone. A virtual iPhone's answers some of it only. */
export async function observePhone({ browser, folder, udid }: Bench): Promise<void> {
  await observe('locked', async () => ({ locked: Boolean(await browser.execute('mobile: isLocked')) }));
  await observe('orientation', async () => ({ orientation: await browser.getOrientation() }));
  await observe('battery', async () => {
    const { level } = (await browser.execute('mobile: batteryInfo')) as { level?: number };
    return level === undefined ? {} : { batteryLevel: level };
  });

  async function observe(about: string, ask: () => Promise<Observed>): Promise<void> {
    const seen = await ask().catch((error: unknown) => ({ troubles: { [about]: messageOf(error) } }));
    writeObserved(folder, udid, seen);
  }
}

type Note = (seen: Observed) => void;

/** The first file as its pushes are timed, the second pulled back. Neither is left on the phone. */
async function transfer(bench: Bench, planned: PlannedLaunch, note: Note): Promise<void> {
  const { container, plan } = bench;
  const [pushed, pulled] = planned.job.files;
  if (pushed === undefined || pulled === undefined) throw new Error('the transfer has two files');
  container.forget(planned.job.files);
  try {
    const began = performance.now();
    await container.pushFile(pushed, plan.sources[pushed.path] ?? '');
    note({ push: { bytes: pushed.bytes, ms: performance.now() - began } });
  } catch (error) {
    note({ troubles: { push: messageOf(error) } });
  }
  await runLaunch(bench, planned);
  try {
    const began = performance.now();
    const back = await container.pull(pulled.path);
    const intact = sha256(back) === pulled.sha256;
    note({ pull: { bytes: back.length, ms: performance.now() - began, intact } });
  } catch (error) {
    note({ troubles: { pull: messageOf(error) } });
  }
  // A file that did not arrive need not be removed.
  for (const { path } of planned.job.files) await container.removeFile(path).catch(() => undefined);
  container.forget(planned.job.files);
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

const begins =
  (step: string) =>
  (event: Event): boolean =>
    event.event === 'start' && event.do === step;

/** Ends the app from outside, in the middle of a step that was to go on for long. */
const killWhenMeasuring =
  ({ browser, bundleId, container }: Bench, note: Note): Beside =>
  async (launch, over) => {
    const seen = await watchEvents(container, launch, begins('measure'), over);
    if (!seen.some(({ event }) => begins('measure')(event))) return;
    note({ killedIn: 'measure' });
    await terminate(browser, bundleId);
  };

const watchClock =
  ({ container }: Bench, note: Note): Beside =>
  async (launch, over) => {
    const isResult = ({ event, ...rest }: Event): boolean =>
      event === 'result' && 'do' in rest && rest.do === 'measure';
    const seen = await watchEvents(container, launch, isResult, over);
    note({ sightings: seen.map(sightingOf) });
    if (!over.aborted) await once(over, 'abort');
    const status = await container.tryPull(statusPath(launch));
    const state = status && statusSchema.safeParse(JSON.parse(status.toString('utf8'))).data?.state;
    if (state !== undefined) note({ finalState: state });
  };

const sightingOf = ({ event, notBeforeMs, notAfterMs }: Seen): Sighting => ({
  event: event.event,
  ...('do' in event && { do: event.do }),
  tNs: event.tNs,
  notBeforeMs,
  notAfterMs,
});

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
