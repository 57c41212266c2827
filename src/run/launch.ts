import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEvents } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { contractVersion } from '../contract/job.js';
import type { Job } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';
import { eventsPath, jobPath, outFolder } from '../contract/paths.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { Finished, ImageQuality } from '../results/journal.js';
import { eventsFile } from '../results/run-folder.js';
import { launch, terminate } from '../phone/app-control.js';
import type { Bench } from './session.js';
import { judge } from '../quality/judge.js';
import { awaitEnd, awaitHello, outcomeOf } from './watch.js';

/**
 * What the host does beside a launch, such as to look closer or to disturb it. It begins before the app does, is told the
 * launch's name on the phone, and `over` says when the launch has ended.
 */
export type Beside = (launch: string, over: AbortSignal) => Promise<void>;

/** Carries out one planned launch and writes it into the journal, whatever becomes of it. */
export async function runLaunch(bench: Bench, planned: PlannedLaunch, beside?: Beside): Promise<Outcome> {
  const startedAt = new Date().toISOString();
  bench.journal.append({ type: 'started', at: startedAt, launch: planned.id });
  const end = await attempt(bench, planned, beside).catch((error: unknown): Ending => ({
    outcome: { status: 'error', reason: firstLine(error) },
  }));
  const at = new Date().toISOString();
  const { outcome } = end;
  bench.journal.append({ type: 'finished', at, launch: planned.id, startedAt, ...end });
  return outcome;
}

/** The session's anchor, under a name of its own in each session. */
export const runAnchor = (bench: Bench, anchor: PlannedLaunch): Promise<Outcome> =>
  runLaunch(bench, { ...anchor, id: `anchor-${String(bench.journal.sessions)}` });

type Ending = Pick<Finished, 'outcome' | 'events' | 'quality'>;

async function attempt(bench: Bench, planned: PlannedLaunch, beside?: Beside): Promise<Ending> {
  const { container, folder, plan, udid } = bench;
  // The app refuses a launch that has events, so a repeated one needs a name of its own.
  const name = `${folder.id}.${planned.id}.${String(bench.journal.attempts(planned.id))}`;
  const job: Job = { ...planned.job, v: contractVersion, launch: name };
  for (const file of job.files) await container.pushFile(file, plan.sources[file.path] ?? '');
  await container.pushText(jobPath(name), JSON.stringify(job));
  const over = new AbortController();
  const ending = launchAndWatch(bench, name).finally(() => {
    over.abort();
  });
  const [, besides] = await Promise.allSettled([ending, beside?.(name, over.signal)]);
  if (besides.status === 'rejected') throw besides.reason;
  const late = await ending;
  const text = (await container.tryPull(eventsPath(name)))?.toString('utf8') ?? '';
  const events = parseEvents(text);
  const outcome = late ?? outcomeOf(events, job.steps.length);
  // What did not arrive whole, or went missing, is pushed again by the next launch.
  if (outcome.status === 'error') container.forget(job.files);
  const file = eventsFile(udid, planned.id);
  if (text !== '') save(join(folder.path, file), text);
  const quality = outcome.status === 'ok' ? await judgeAll(bench, planned, events) : [];
  // Outputs are large; jobs and events are left until the phone is let go of, since each removal costs the phone time.
  if (quality.length > 0) await container.removeFolder(outFolder(name));
  return { outcome, ...(text !== '' && { events: file }), ...(quality.length > 0 && { quality }) };
}

/** Undefined when the app ended by itself. */
async function launchAndWatch(
  { browser, bundleId, container, plan }: Bench,
  name: string,
): Promise<Outcome | undefined> {
  await terminate(browser, bundleId);
  await launch(browser, bundleId, ['--job', jobPath(name)]);
  const late =
    (await awaitHello(container, name, plan.limits.helloMs)) ??
    (await awaitEnd(browser, bundleId, container, name, plan.limits.stallMs));
  if (late) await terminate(browser, bundleId);
  return late;
}

function save(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function judgeAll(bench: Bench, planned: PlannedLaunch, events: readonly Event[]): Promise<ImageQuality[]> {
  const judged: ImageQuality[] = [];
  for (const event of events) {
    if (event.event === 'result' && event.do === 'quality') judged.push(await judge(bench, planned, event));
  }
  return judged;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
