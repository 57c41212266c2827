import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsIn, statusIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { eventsPath, statusPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { runLaunch } from '../run/launch.js';
import type { DuringLaunch } from '../run/conduct-launch.js';
import type { Attempt } from '../run/launch.js';
import { disturbanceIn } from '../run/outcome-of.js';
import type { Session } from '../run/session.js';
import { troubleWith, writeObserved } from './observed.js';
import type { AppMoment, Observed, Sighting } from './observed.js';
import { firstLightLaunches as names } from './plan.js';
import { watchEvents } from './sightings.js';
import type { Seen } from './sightings.js';
import { phoneBut, witness } from './witness.js';

/** Carries out a launch of first light and writes down what the host sees meanwhile. */
export async function conduct(session: Session, planned: PlannedLaunch): Promise<Attempt> {
  const note = noteIn(session);
  switch (planned.id) {
    case names.transfer:
      return transfer(session, planned, note);
    case names.installed[1]:
      await upgrade(session.phone, note);
      return observedLaunch(session, planned, note, untilHello);
    case names.killed:
      return killedLaunch(session, planned, note);
    case names.clock:
      return observedLaunch(session, planned, note, watchClock(session, note));
    default:
      return observedLaunch(session, planned, note, untilHello);
  }
}

type Note = (seen: Observed) => void;

const noteIn =
  ({ folder, phone }: Session): Note =>
  (seen) => {
    writeObserved(folder, phone.udid, seen);
  };

/** How closely the host looks at a launch: until which event, and what it does then. */
interface Look {
  readonly isLast: (event: Event) => boolean;
  readonly then?: (seen: readonly Seen[], launch: string, launchEnded: AbortSignal) => Promise<void>;
}

const isHello = ({ event }: Event): boolean => event === 'hello';
const untilHello: Look = { isLast: isHello };

async function observedLaunch(session: Session, planned: PlannedLaunch, note: Note, look: Look): Promise<Attempt> {
  const { phone, met, saidHello } = witness(session.phone);
  let name: string | undefined;
  const during: DuringLaunch = async (launch, launchEnded) => {
    name = launch;
    const seen = await watchEvents(session.files, launch, look.isLast, launchEnded);
    const hello = seen.find(({ event }) => isHello(event));
    if (hello) saidHello(hello.notAfterMs);
    await look.then?.(seen, launch, launchEnded);
  };
  const attempt = await runLaunch({ ...session, phone }, planned, during);
  const found = met();
  if (found) note({ met: { [planned.id]: found } });
  if (attempt.ended === 'lost' && attempt.loss.cause === 'phone' && name !== undefined) {
    const reason = await disturbanceOf(session, name);
    if (reason !== undefined) note({ disturbed: { [planned.id]: reason } });
  }
  return attempt;
}

/** What the app says came between; undefined where it says nothing, or the phone cannot be asked any more. */
async function disturbanceOf({ files }: Session, launch: string): Promise<string | undefined> {
  try {
    const text = await files.pull(eventsPath(launch));
    return disturbanceIn(eventsIn(text?.toString('utf8') ?? '').events);
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}

async function timed(note: Note, about: string, action: (elapsedMs: () => number) => Promise<Observed>): Promise<void> {
  const began = performance.now();
  note(await action(() => performance.now() - began).catch(troubleWith(about)));
}

/** The first file as its pushes are timed, the second pulled back. Neither is left on the phone. */
async function transfer(session: Session, planned: PlannedLaunch, note: Note): Promise<Attempt> {
  const { files, plan } = session;
  const [pushed, pulled] = planned.job.files;
  if (pushed === undefined || pulled === undefined) throw new Error('the transfer has two files');
  files.forget(planned.job.files);
  await timed(note, 'push', async (elapsedMs) => {
    await files.pushFile(pushed, plan.sources[pushed.path] ?? '');
    return { push: { bytes: pushed.bytes, ms: elapsedMs() } };
  });
  const attempt = await observedLaunch(session, planned, note, untilHello);
  if (attempt.ended === 'lost') return attempt;
  await timed(note, 'pull', async (elapsedMs) => {
    const back = await files.pull(pulled.path);
    if (back === undefined) throw new CommandFailed(`give ${pulled.path}`, 'the file is gone');
    return { pull: { bytes: back.length, ms: elapsedMs(), intact: sha256(back) === pulled.sha256 } };
  });
  for (const { path } of planned.job.files) await files.removeFile(path);
  files.forget(planned.job.files);
  return attempt;
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** Installs the app over itself: its files stay, and what iOS kept for the installation before should not count any more. */
const upgrade = (phone: Phone, note: Note): Promise<void> =>
  timed(note, 'upgrade', async (elapsedMs) => {
    await phone.terminateApp();
    await phone.installApp();
    return { upgradeMs: elapsedMs() };
  });

const begins =
  (step: string) =>
  (event: Event): boolean =>
    event.event === 'start' && event.do === step;

const lookMs = 500;

/**
 * Ends the app from outside, in the middle of a step that was to go on for long. WebDriverAgent serves one request at a
 * time, so while it waited for the announcement of the end it could not end the app: here the run waits without it, and is
 * told when the app has been ended.
 */
async function killedLaunch(session: Session, planned: PlannedLaunch, note: Note): Promise<Attempt> {
  const { phone } = session;
  let isKilled = false;
  const unheard = phoneBut(phone, {
    awaitNotification: async () => {
      await sleep(lookMs);
      return isKilled;
    },
    launchApp: async (args) => {
      await phone.launchApp(args);
      await noteState(phone, 'launched', note);
    },
  });
  await noteState(phone, 'before', note);
  return observedLaunch({ ...session, phone: unheard }, planned, note, {
    isLast: begins('measure'),
    async then(seen) {
      if (!seen.some(({ event }) => begins('measure')(event))) return;
      await noteState(phone, 'measuring', note);
      note({ killedIn: 'measure' });
      await phone.terminateApp();
      isKilled = true;
      await noteState(phone, 'killed', note);
    },
  });
}

async function noteState(phone: Phone, moment: AppMoment, note: Note): Promise<void> {
  const asked = phone.appState().then((state): Observed => ({ appStates: { [moment]: state } }));
  note(await asked.catch(troubleWith(`state_${moment}`)));
}

const watchClock = ({ files }: Session, note: Note): Look => ({
  isLast: (event) => event.event === 'result' && event.do === 'measure',
  async then(seen, launch, launchEnded) {
    note({ sightings: seen.map(sightingOf) });
    if (!launchEnded.aborted) await once(launchEnded, 'abort');
    const status = await files.pull(statusPath(launch));
    const state = status && statusIn(status.toString('utf8'))?.state;
    if (state !== undefined) note({ finalState: state });
  },
});

const sightingOf = ({ event, notBeforeMs, notAfterMs }: Seen): Sighting => ({
  event: event.event,
  ...('do' in event && { do: event.do }),
  tNs: event.tNs,
  notBeforeMs,
  notAfterMs,
});
