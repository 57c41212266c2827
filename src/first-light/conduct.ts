import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statusIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { statusPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { runLaunch } from '../run/launch.js';
import type { DuringLaunch } from '../run/conduct-launch.js';
import type { Attempt } from '../run/launch.js';
import type { Session } from '../run/session.js';
import { writeObserved } from './observed.js';
import type { Observed, Sighting } from './observed.js';
import { firstLightLaunches as names } from './plan.js';
import { watchEvents } from './sightings.js';
import type { Seen } from './sightings.js';

/** Carries out a launch of first light and writes down what the host sees meanwhile. */
export async function conduct(session: Session, planned: PlannedLaunch): Promise<Attempt> {
  const note = (seen: Observed): void => {
    writeObserved(session.folder, session.phone.udid, seen);
  };
  switch (planned.id) {
    case names.transfer:
      return transfer(session, planned, note);
    case names.killed:
      return runLaunch(session, planned, killWhenMeasuring(session, note));
    case names.clock:
      return runLaunch(session, planned, watchClock(session, note));
    default:
      return runLaunch(session, planned);
  }
}

/** What WebDriverAgent says about the phone. A virtual iPhone's answers only some of it. */
export async function observePhone({ phone, folder }: Session): Promise<void> {
  await observe('locked', async () => ({ locked: await phone.isLocked() }));
  await observe('orientation', async () => ({ orientation: await phone.orientation() }));
  await observe('battery', async () => {
    const batteryLevel = await phone.batteryLevel();
    return batteryLevel === undefined ? {} : { batteryLevel };
  });

  async function observe(about: string, ask: () => Promise<Observed>): Promise<void> {
    writeObserved(folder, phone.udid, await ask().catch(troubleWith(about)));
  }
}

/** A command that failed is something the report says; anything else is a mistake of our own. */
const troubleWith =
  (about: string) =>
  (error: unknown): Observed => {
    if (error instanceof CommandFailed) return { troubles: { [about]: error.reason } };
    throw error;
  };

type Note = (seen: Observed) => void;

/** The first file as its pushes are timed, the second pulled back. Neither is left on the phone. */
async function transfer(session: Session, planned: PlannedLaunch, note: Note): Promise<Attempt> {
  const { files, plan } = session;
  const [pushed, pulled] = planned.job.files;
  if (pushed === undefined || pulled === undefined) throw new Error('the transfer has two files');
  files.forget(planned.job.files);
  await timed('push', async (elapsedMs) => {
    await files.pushFile(pushed, plan.sources[pushed.path] ?? '');
    return { push: { bytes: pushed.bytes, ms: elapsedMs() } };
  });
  const attempt = await runLaunch(session, planned);
  if (attempt.ended === 'lost') return attempt;
  await timed('pull', async (elapsedMs) => {
    const back = await files.pull(pulled.path);
    if (back === undefined) throw new CommandFailed(`give ${pulled.path}`, 'the file is gone');
    return { pull: { bytes: back.length, ms: elapsedMs(), intact: sha256(back) === pulled.sha256 } };
  });
  for (const { path } of planned.job.files) await files.removeFile(path);
  files.forget(planned.job.files);
  return attempt;

  async function timed(about: string, move: (elapsedMs: () => number) => Promise<Observed>): Promise<void> {
    const began = performance.now();
    note(await move(() => performance.now() - began).catch(troubleWith(about)));
  }
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

const begins =
  (step: string) =>
  (event: Event): boolean =>
    event.event === 'start' && event.do === step;

/** Ends the app from outside, in the middle of a step that was to go on for long. */
const killWhenMeasuring =
  ({ phone, files }: Session, note: Note): DuringLaunch =>
  async (launch, launchEnded) => {
    const seen = await watchEvents(files, launch, begins('measure'), launchEnded);
    if (!seen.some(({ event }) => begins('measure')(event))) return;
    note({ killedIn: 'measure' });
    await phone.terminateApp();
  };

const watchClock =
  ({ files }: Session, note: Note): DuringLaunch =>
  async (launch, launchEnded) => {
    const isResult = ({ event, ...rest }: Event): boolean =>
      event === 'result' && 'do' in rest && rest.do === 'measure';
    const seen = await watchEvents(files, launch, isResult, launchEnded);
    note({ sightings: seen.map(sightingOf) });
    if (!launchEnded.aborted) await once(launchEnded, 'abort');
    const status = await files.pull(statusPath(launch));
    const state = status && statusIn(status.toString('utf8'))?.state;
    if (state !== undefined) note({ finalState: state });
  };

const sightingOf = ({ event, notBeforeMs, notAfterMs }: Seen): Sighting => ({
  event: event.event,
  ...('do' in event && { do: event.do }),
  tNs: event.tNs,
  notBeforeMs,
  notAfterMs,
});
