import { join } from 'node:path';
import { eventsIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { contractVersion } from '../contract/job.js';
import type { Job } from '../contract/job.js';
import type { Loss, Outcome } from '../contract/outcome.js';
import { eventsPath, jobPath, outFolder } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import { launchLimitMs } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { eventsFile } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { hostFailure } from './host-failure.js';
import { launchName } from './launch-name.js';
import { fetchOutput } from './outputs.js';
import type { Session } from './session.js';
import { awaitEnd, awaitHello, outcomeOf } from './watch.js';

/**
 * Host work while a launch runs, such as a closer look at the phone or a disturbance. It begins before the app does, and
 * `launchEnded` aborts when the launch is over.
 */
export type DuringLaunch = (launch: string, launchEnded: AbortSignal) => Promise<void>;

/** How an attempt at a launch ended. A lost launch is not a result, and is still owed. */
export type Attempt =
  { readonly ended: 'finished'; readonly outcome: Outcome } | { readonly ended: 'lost'; readonly loss: Loss };

/**
 * Carries out one planned launch and writes into the journal what became of it. A mistake of our own is not caught: the
 * launch then has no end in the journal, and is still owed.
 */
export async function runLaunch(session: Session, planned: PlannedLaunch, during?: DuringLaunch): Promise<Attempt> {
  const { journal } = session;
  const { id: launch } = planned;
  const startedAt = now();
  try {
    journal.append({ type: 'started', at: startedAt, launch });
    const { outcome, events, name } = await carryOut(session, planned, during);
    journal.append({
      type: 'finished',
      at: now(),
      launch,
      startedAt,
      outcome,
      ...(events !== undefined && { events }),
    });
    session.experience.lastLaunchWorked = true;
    if (outcome.status === 'ok' && planned.kind === 'quality') await tidyUp(session, name);
    return { ended: 'finished', outcome };
  } catch (error) {
    const failure = await failureOf(session, error);
    if (failure.ended === 'lost') {
      const { loss } = failure;
      // A full disk may refuse this line too. The launch is owed either way.
      tryOnDisk(() => {
        journal.append({ type: 'lost', at: now(), launch, startedAt, loss });
      });
    } else {
      journal.append({ type: 'finished', at: now(), launch, startedAt, outcome: failure.outcome });
    }
    return failure;
  }
}

/** The session's anchor, under a name of its own in each session. */
export const runAnchor = (session: Session, anchor: PlannedLaunch): Promise<Attempt> =>
  runLaunch(session, { ...anchor, id: `anchor-${String(session.journal.sessions)}` });

const now = (): string => new Date().toISOString();

/**
 * Rethrows what is neither the phone's nor the host's failure. A refusal is the launch's own only where the launch before
 * it worked: a locked phone or a full one refuses them all, and they are still owed.
 */
async function failureOf({ phone, experience }: Session, error: unknown): Promise<Attempt> {
  const detail = hostFailure(error);
  if (detail !== undefined) return lost({ cause: 'host', detail });
  if (!(error instanceof CommandFailed)) throw error;
  const loss = await phone.lossAfter(error);
  if (loss) return lost(loss);
  const { request, reason } = error;
  const couldWork = experience.lastLaunchWorked;
  experience.lastLaunchWorked = false;
  if (await isLocked(phone)) return lost({ cause: 'phone', detail: `it is locked, and did not ${request}` });
  if (!couldWork) return lost({ cause: 'phone', detail: `it did not ${request}: ${reason}` });
  return { ended: 'finished', outcome: { status: 'refused', request, reason } };
}

const lost = (loss: Loss): Attempt => ({ ended: 'lost', loss });

/** False where it cannot be known. */
async function isLocked(phone: Phone): Promise<boolean> {
  try {
    return await phone.isLocked();
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}

/** Outputs are large. Jobs and events stay until the phone is let go, since each removal costs the phone time. */
async function tidyUp({ files }: Session, name: string): Promise<void> {
  try {
    await files.removeFolder(outFolder(name));
  } catch (error) {
    // The next command shows whether the phone is lost; this launch is whole.
    if (!(error instanceof CommandFailed)) throw error;
  }
}

function tryOnDisk(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (hostFailure(error) === undefined) throw error;
  }
}

/** A launch that came to an end, and the file of its events relative to the run's folder. */
interface Ended {
  readonly outcome: Outcome;
  /** What the launch was called on the phone. */
  readonly name: string;
  readonly events?: string;
}

async function carryOut(session: Session, planned: PlannedLaunch, during?: DuringLaunch): Promise<Ended> {
  const { files, folder, plan, phone, journal } = session;
  const name = launchName(folder.id, planned.id, journal.attempts(planned.id));
  const job: Job = { ...planned.job, v: contractVersion, launch: name };
  for (const file of job.files) await files.pushFile(file, plan.sources[file.path] ?? '');
  await files.pushText(jobPath(name), JSON.stringify(job));

  const late = await launchAndWatch(session, planned, name, during);
  const text = (await files.pull(eventsPath(name)))?.toString('utf8');
  // The hello was there, so the file was: a launch is not a crash because its events cannot be had.
  if (text === undefined && late === 'ended') throw new CommandFailed('give the events', 'the file is gone');
  const { events, damage } = eventsIn(text ?? '');
  const outcome = damage === undefined ? endingOf(late, events, job.steps.length) : unreadable(damage);
  const saved = save(session, planned.id, text ?? '', damage);
  if (outcome.status === 'error') files.forget(job.files);

  if (outcome.status !== 'ok') return { outcome, name, ...saved };
  return { outcome: await fetchOutputs(session, events), name, ...saved };

  /** What cannot be read is kept for a person to look at, where no table reads it. */
  function save({ folder: { path } }: Session, id: string, content: string, trouble?: string): { events?: string } {
    if (content === '') return {};
    const file = eventsFile(phone.udid, id);
    const target = join(path, trouble === undefined ? file : `${file}.damaged`);
    writeWhole(target, content);
    return trouble === undefined ? { events: file } : {};
  }
}

const unreadable = (reason: string): Outcome => ({ status: 'unreadable', file: 'events.jsonl', reason });

type Output = Extract<Event, { do: 'quality'; event: 'result' }>;

const isOutput = (event: Event): event is Output => event.event === 'result' && event.do === 'quality';

async function fetchOutputs({ files, folder }: Session, events: readonly Event[]): Promise<Outcome> {
  for (const event of events.filter(isOutput)) {
    const fetched = await fetchOutput(files, folder, event);
    if (fetched.status !== 'ok') return fetched;
  }
  return { status: 'ok' };
}

/** How watching ended: the app went by itself, before its hello or after it, or the host gave it up. */
type Watched = 'ended' | 'ended_silently' | Outcome;

function endingOf(watched: Watched, events: readonly Event[], stepCount: number): Outcome {
  return typeof watched === 'string' ? outcomeOf(events, stepCount) : watched;
}

async function launchAndWatch(
  session: Session,
  planned: PlannedLaunch,
  name: string,
  during?: DuringLaunch,
): Promise<Watched> {
  const launchEnded = new AbortController();
  const watching = watch(session, planned, name).finally(() => {
    launchEnded.abort();
  });
  const [ending, meanwhile] = await Promise.allSettled([watching, during?.(name, launchEnded.signal)]);
  if (ending.status === 'rejected') throw ending.reason;
  if (meanwhile.status === 'rejected') throw meanwhile.reason;
  return ending.value;
}

async function watch({ phone, files, plan }: Session, planned: PlannedLaunch, name: string): Promise<Watched> {
  const { helloMs, stallMs } = plan.limits;
  await phone.terminateApp();
  // WebDriverAgent may answer with an error although the app runs: the hello decides, unless the phone is gone.
  const refusal = await failureOfLaunch(phone, name);
  const greeting = await awaitHello(phone, files, name, helloMs);
  if (greeting !== 'hello' && refusal) throw refusal;
  switch (greeting) {
    case 'ended':
      return 'ended_silently';
    case 'silent':
      await phone.terminateApp();
      return { status: 'timed_out', afterMs: helloMs };
    case 'hello': {
      const late = await awaitEnd(phone, files, name, { stallMs, limitMs: launchLimitMs(plan, planned) });
      if (late) await phone.terminateApp();
      return late ?? 'ended';
    }
  }
}

/** Undefined when the launch was carried out. */
async function failureOfLaunch(phone: Phone, name: string): Promise<CommandFailed | undefined> {
  try {
    await phone.launchApp(['--job', jobPath(name)]);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandFailed) || (await phone.lossAfter(error))) throw error;
    return error;
  }
}
