import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import { eventsIn, statusIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { eventsPath, statusPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import { crashFindingIn } from '../phone/crash-report.js';
import type { Phone } from '../phone/phone.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { runLaunch } from '../run/launch.js';
import type { DuringLaunch } from '../run/conduct-launch.js';
import type { Attempt } from '../run/launch.js';
import { disturbanceIn } from '../run/outcome-of.js';
import type { Session } from '../run/session.js';
import { troubleWith, writeObserved } from './observed.js';
import type { AppMoment, MetLaunch, Observed, Sighting } from './observed.js';
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
    case names.paced:
      // Several events, so that it is known how late the announcement comes.
      return observedLaunch(session, planned, note, { listens: true, isLast: hasLoaded });
    case names.killed:
      return killedLaunch(session, planned, note);
    case names.clock:
      return observedLaunch(session, planned, note, watchClock(session, planned, note));
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

/** How closely the host looks at a launch. */
interface Look {
  /** The last event that is looked for. */
  readonly isLast: (event: Event) => boolean;
  /**
   * Appium carries out one command after another, so the host either looks or listens for the announcement of the end: it
   * begins to listen when it has looked, or it never does.
   */
  readonly listens: boolean;
  /** What the host does when it has looked. */
  readonly then?: (seen: readonly Seen[], launch: string, launchEnded: AbortSignal) => Promise<void>;
}

const isHello = ({ event }: Event): boolean => event === 'hello';
const hasLoaded = (event: Event): boolean => event.event === 'result' && event.do === 'load';
const untilHello: Look = { listens: true, isLast: isHello };

const begins =
  (step: string) =>
  (event: Event): boolean =>
    event.event === 'start' && event.do === step;

/** How long a launch is held up for a look; one that is later than that fails the check of launch times. */
const mostHeldMs = ({ plan }: Session): number => plan.limits.helloMs / 2;
const holdPollMs = 20;
/** In a launch without listening, how often the run looks for itself. */
const lookMs = 500;

async function observedLaunch(session: Session, planned: PlannedLaunch, note: Note, look: Look): Promise<Attempt> {
  const { phone, met } = witness(session.phone);
  let name: string | undefined;
  let seen: readonly Seen[] = [];
  let hasLooked = false;
  const during: DuringLaunch = async (launch, launchEnded) => {
    name = launch;
    seen = await watchEvents(session.files, launch, look.isLast, launchEnded);
    hasLooked = true;
    await look.then?.(seen, launch, launchEnded);
  };
  const withLook: Partial<Phone> = look.listens
    ? {
        launchApp: async (args) => {
          await phone.launchApp(args);
          const deadline = performance.now() + mostHeldMs(session);
          await pWaitFor(() => hasLooked || performance.now() > deadline, { interval: holdPollMs });
        },
      }
    : {
        awaitNotification: async () => {
          await sleep(lookMs);
          return hasLooked;
        },
      };
  const attempt = await runLaunch({ ...session, phone: phoneBut(phone, withLook) }, planned, during);
  const found = met();
  if (found) note({ met: { [planned.id]: { ...found, ...timesOf(seen) } } });
  if (attempt.ended === 'lost' && attempt.loss.cause === 'phone' && name !== undefined) {
    const reason = await disturbanceOf(session, name);
    if (reason !== undefined) note({ disturbed: { [planned.id]: reason } });
  }
  return attempt;
}

function timesOf(seen: readonly Seen[]): Pick<MetLaunch, 'helloAtMs' | 'clockOffsetMs'> {
  const hello = seen.find(({ event }) => isHello(event));
  if (hello === undefined) return {};
  const least = Math.max(...seen.map(({ event, notBeforeMs }) => notBeforeMs - event.tNs / 1e6));
  const most = Math.min(...seen.map(({ event, notAfterMs }) => notAfterMs - event.tNs / 1e6));
  return { helloAtMs: hello.notAfterMs, clockOffsetMs: { least, most } };
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

/**
 * Ends the app from outside, in the middle of a step that was to go on for long. While the host listened for the
 * announcement of the end it could not end the app.
 */
async function killedLaunch(session: Session, planned: PlannedLaunch, note: Note): Promise<Attempt> {
  const { phone } = session;
  const asking = phoneBut(phone, {
    launchApp: async (args) => {
      await phone.launchApp(args);
      await noteState(phone, 'launched', note);
    },
  });
  // An app stays alive for a while after its last event.
  await phone.terminateApp();
  await noteState(phone, 'before', note);
  const attempt = await observedLaunch({ ...session, phone: asking }, planned, note, {
    listens: false,
    isLast: begins('measure'),
    async then(seen) {
      if (!seen.some(({ event }) => begins('measure')(event))) return;
      await noteState(phone, 'measuring', note);
      note({ killedIn: 'measure' });
      await phone.terminateApp();
      await noteState(phone, 'killed', note);
    },
  });
  await noteCrashReports(phone, note);
  return attempt;
}

/** The phone's clock may be behind this host's. */
const recentMs = 600_000;

/** What the phone's recent crash reports say of this app; those of other apps are nobody's business. */
async function noteCrashReports({ crashReports, bundleId }: Phone, note: Note): Promise<void> {
  await timed(note, 'crash_reports', async () => {
    const files = await crashReports.since(new Date(Date.now() - recentMs));
    const found = files.flatMap(({ text }) => crashFindingIn(text, { bundleId }) ?? []);
    return { crashReports: found.map(({ cause, detail }) => `${cause}: ${detail}`) };
  });
}

async function noteState(phone: Phone, moment: AppMoment, note: Note): Promise<void> {
  const asked = phone.appState().then((state): Observed => ({ appStates: { [moment]: state } }));
  note(await asked.catch(troubleWith(`state_${moment}`)));
}

const watchClock = ({ files }: Session, { job }: PlannedLaunch, note: Note): Look => ({
  listens: false,
  isLast: (event) => event.event === 'result' && event.step === job.steps.length - 1,
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
