import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { eventsIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { contractVersion } from '../contract/job.js';
import type { Job, StepName } from '../contract/job.js';
import type { Loss, Outcome } from '../contract/outcome.js';
import { eventsPath, jobPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import { explainRefusal, launchRefusalIn, lockedSentence } from '../phone/launch-refusal.js';
import type { Phone } from '../phone/phone.js';
import { launchLimitMs, stepLimitMs } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { eventsFile } from '../results/run-folder.js';
import { noteUnderWay } from '../results/under-way.js';
import { writeWhole } from '../results/write-whole.js';
import { launchName } from './launch-name.js';
import { crashReportOf } from './crash-report-of.js';
import { isLocked } from './locked.js';
import { lossIn, outcomeOf, unknownToApp } from './outcome-of.js';
import { fetchOutput } from './outputs.js';
import { glance } from './rest.js';
import type { Session } from './session.js';
import { endedWarm, mayBeOver, sliceMs } from './slice.js';
import { awaitEnd, awaitHello } from './watch.js';
import type { Waited } from './watch.js';

/**
 * Host work while a launch runs, such as a closer look at the phone or a disturbance. It begins before the app does, and
 * `launchEnded` aborts when the launch is over.
 */
export type DuringLaunch = (launch: string, launchEnded: AbortSignal) => Promise<void>;

/** A launch that came to an end, and the file of its events relative to the run's folder; or what it was lost to. */
export type Conducted =
  | {
      readonly ended: 'finished';
      readonly outcome: Outcome;
      /** What the launch was called on the phone. */
      readonly name: string;
      /** The timed steps among which the host had to look at the phone; absent without any. */
      readonly disturbed?: readonly StepName[];
      readonly events?: string;
    }
  | { readonly ended: 'lost'; readonly loss: Loss };

/** Pushes what a launch needs, launches the app, watches it to its end, and fetches what it left. */
export async function conductLaunch(
  session: Session,
  planned: PlannedLaunch,
  during?: DuringLaunch,
): Promise<Conducted> {
  const { files, folder, journal, loads } = session;
  const name = launchName(folder.id, planned.id, journal.attempts(planned.id));
  const job: Job = { ...planned.job, v: contractVersion, launch: name };
  // Both take the phone a connection, and neither may come later: nothing is read of it while the app runs.
  const [sha256] = await Promise.all([pushJob(session, job), glance(session, planned)]);

  const launchedAt = new Date();
  const watched = await launchAndWatch(session, planned, { name, sha256 }, during);
  if ('cause' in watched) return { ended: 'lost', loss: watched };
  const { late } = watched;
  const text = await files.pullWhole(eventsPath(name), watched.text);
  const disturbed = watched.disturbed.length > 0 && { disturbed: watched.disturbed };
  const { events, damage, isSealed } = eventsIn(text);
  loads.learn(job, events);
  session.experience.speed.learn(job, events);
  session.experience.isWarm = endedWarm(events);
  const unknown = damage === undefined ? unknownToApp(job, events) : undefined;
  const loss = damage === undefined && unknown === undefined ? lossIn(events, late) : undefined;
  if (loss !== undefined) return { ended: 'lost', loss };
  const outcome = damage === undefined ? (unknown ?? late ?? outcomeOf(events, job.steps.length)) : unreadable(damage);
  // An app that was built before there were seals did not look whether its job is what it was sent.
  if (outcome.status === 'ok' && !isSealed && !(await liesThere(session, name, sha256))) {
    return { ended: 'lost', loss: { cause: 'files', detail: `${jobPath(name)} arrived damaged` } };
  }
  const saved = save(session, planned.id, text, damage);
  if (outcome.status === 'error') files.forget(job.files);
  if (outcome.status === 'crashed') {
    const report = await crashReportOf(session, events, launchedAt);
    return { ended: 'finished', outcome: { ...outcome, ...(report && { report }) }, name, ...saved };
  }
  if (outcome.status !== 'ok') return { ended: 'finished', outcome, name, ...saved };
  return { ended: 'finished', outcome: await fetchOutputs(session, events), name, ...saved, ...disturbed };
}

/** Pushes a job and what it refers to. Gives the job's SHA-256, by which the app sees whether it arrived as it was sent. */
async function pushJob({ files, plan }: Session, job: Job): Promise<string> {
  for (const file of job.files) await files.pushFile(file, plan.sources[file.path] ?? '');
  const text = Buffer.from(JSON.stringify(job));
  await files.push(jobPath(job.launch), text);
  return createHash('sha256').update(text).digest('hex');
}

/** Whether a job lies on the phone as it was sent. */
async function liesThere({ files }: Session, name: string, sha256: string): Promise<boolean> {
  const text = await files.pull(jobPath(name));
  return text !== undefined && createHash('sha256').update(text).digest('hex') === sha256;
}

/**
 * Keeps what the app wrote, beside what it wrote when the launch failed before. What cannot be read is kept for a person to
 * look at, where no table reads it.
 */
function save(
  { folder, phone, journal }: Session,
  launch: string,
  text: string,
  damage?: string,
): { readonly events?: string } {
  if (text === '') return {};
  const ends = journal.entries.filter((entry) => entry.type === 'finished' && entry.launch === launch).length;
  const events = eventsFile(phone.udid, ends === 0 ? launch : `${launch}.${String(ends + 1)}`);
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

/** The job of a launch as it lies on the phone. */
interface PushedJob {
  readonly name: string;
  readonly sha256: string;
}

async function launchAndWatch(
  session: Session,
  planned: PlannedLaunch,
  job: PushedJob,
  during?: DuringLaunch,
): Promise<Waited | Loss> {
  const launchEnded = new AbortController();
  const watching = watch(session, planned, job).finally(() => {
    launchEnded.abort();
  });
  const [ending, meanwhile] = await Promise.allSettled([watching, during?.(job.name, launchEnded.signal)]);
  if (ending.status === 'rejected') throw ending.reason;
  if (meanwhile.status === 'rejected') throw meanwhile.reason;
  return ending.value;
}

async function watch(
  { phone, files, folder, plan, experience }: Session,
  planned: PlannedLaunch,
  job: PushedJob,
): Promise<Waited | Loss> {
  const { name } = job;
  const { helloMs, stallMs } = plan.limits;
  if (await isLocked(phone)) return { cause: 'phone', detail: lockedSentence };
  await phone.terminateApp();
  const began = performance.now();
  const failure = await failureOfLaunch(phone, job);
  const refusal = failure && launchRefusalIn(failure.reason);
  if (refusal) return { cause: 'phone', detail: explainRefusal(refusal), refusal };
  if (failure) {
    // The app may run although the answer is an error, such as while XCTest still attaches to it: then it says hello.
    if ((await awaitHello(phone, files, name, 0)) !== 'hello' && (await phone.lossAfter(failure))) throw failure;
    const greeting = await awaitHello(phone, files, name, helloMs);
    if (greeting !== 'hello') {
      if (greeting === 'silent') await phone.terminateApp();
      throw failure;
    }
  }
  const { steps } = planned.job;
  const waited = await awaitEnd(phone, files, {
    launch: name,
    steps,
    mayBeOver: failure !== undefined || mayBeOver(planned, performance.now() - began),
    sliceMs: sliceMs(planned, experience.isWarm, experience.speed),
    helloMs,
    stallMs,
    limitMs: launchLimitMs(plan, planned, experience.speed),
    stepLimitMs: (step) => stepLimitMs(plan, step),
    noteStatus: ({ launch, step, progress: share }) => {
      if (launch === name) noteUnderWay(folder, phone.udid, { launch: planned.id, step, share });
    },
  });
  if (waited.late) await phone.terminateApp();
  return waited;
}

/** Undefined when the launch was carried out. */
async function failureOfLaunch(phone: Phone, { name, sha256 }: PushedJob): Promise<CommandFailed | undefined> {
  try {
    await phone.launchApp(['--job', jobPath(name), '--sha256', sha256]);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
}
