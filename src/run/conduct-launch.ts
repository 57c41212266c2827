import { join } from 'node:path';
import { eventsIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { contractVersion } from '../contract/job.js';
import type { Job } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';
import { eventsPath, jobPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import { launchLimitMs } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { eventsFile } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { launchName } from './launch-name.js';
import { fetchOutput } from './outputs.js';
import type { Session } from './session.js';
import { awaitEnd, awaitHello, outcomeOf } from './watch.js';

/**
 * Host work while a launch runs, such as a closer look at the phone or a disturbance. It begins before the app does, and
 * `launchEnded` aborts when the launch is over.
 */
export type DuringLaunch = (launch: string, launchEnded: AbortSignal) => Promise<void>;

/** A launch that came to an end, and the file of its events relative to the run's folder. */
interface Ended {
  readonly outcome: Outcome;
  /** What the launch was called on the phone. */
  readonly name: string;
  readonly events?: string;
}

/** Pushes what a launch needs, launches the app, watches it to its end, and fetches what it left. */
export async function conductLaunch(session: Session, planned: PlannedLaunch, during?: DuringLaunch): Promise<Ended> {
  const { files, folder, plan, journal } = session;
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
}

/** Keeps what the app wrote. What cannot be read is kept for a person to look at, where no table reads it. */
function save({ folder, phone }: Session, launch: string, text: string, damage?: string): Pick<Ended, 'events'> {
  if (text === '') return {};
  const events = eventsFile(phone.udid, launch);
  const path = join(folder.path, events);
  writeWhole(damage === undefined ? path : `${path}.damaged`, text);
  return damage === undefined ? { events } : {};
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
