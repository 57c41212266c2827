import { setTimeout as sleep } from 'node:timers/promises';
import { eventsIn, statusIn } from '../contract/events.js';
import type { Event, Status } from '../contract/events.js';
import type { Step, StepName } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';
import { endNotification, eventsPath, statusPath } from '../contract/paths.js';
import type { AppFiles } from '../phone/app-files.js';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import { isWhole } from './outcome-of.js';
import { afterLookMs } from './slice.js';
import { isQuiet, timedUnderWay } from './standing.js';

const firstHelloPollMs = 200;
const slowestHelloPollMs = 2000;
const helloPollGrowth = 1.5;
/** XCTest may attach this late; before that, its answers about the app mean nothing. */
const attachMs = 3000;
/** Between two questions that have to agree. */
const againMs = 500;
/** How often the app's state and heartbeat are asked for while the host looks often. */
const askEveryMs = 5000;
/** Shorter than the pause before the timed steps, so that a look falls into it. */
const lookMs = 1500;

/** The events so far. Those that cannot be read are asked for again: they may have been damaged on the way. */
async function textOf(files: AppFiles, launch: string): Promise<string | undefined> {
  const pull = async (): Promise<string | undefined> => (await files.pull(eventsPath(launch)))?.toString('utf8');
  const text = await pull();
  return eventsIn(text ?? '').damage === undefined ? text : pull();
}

/** How waiting for the hello came out. `ended`: the app is gone and has not said it. */
export type Greeting = 'hello' | 'ended' | 'silent';

/** Waits for the hello of an app that may not have been launched. Its state is asked for only after a while. */
export async function awaitHello(phone: Phone, files: AppFiles, launch: string, limitMs: number): Promise<Greeting> {
  const began = performance.now();
  let seenGone = 0;
  for (let pollMs = firstHelloPollMs; ; pollMs = Math.min(slowestHelloPollMs, pollMs * helloPollGrowth)) {
    const { events } = eventsIn((await textOf(files, launch)) ?? '');
    if (events.some((event) => event.event === 'hello' && event.launch === launch)) return 'hello';
    if (seenGone >= 2) return 'ended';
    const waitedMs = performance.now() - began;
    if (waitedMs > limitMs) return 'silent';
    if (waitedMs > attachMs) seenGone = (await phone.appState()) === 'ended' ? seenGone + 1 : 0;
    await sleep(Math.min(pollMs, limitMs));
  }
}

/** What the host knows of a launch that it waits for. Times in ms. */
export interface Awaited {
  readonly launch: string;
  readonly steps: readonly Step[];
  /** It may be over already, so the host looks before it listens. */
  readonly mayBeOver: boolean;
  /** How long the phone is left alone. */
  readonly sliceMs: number;
  readonly helloMs: number;
  readonly stallMs: number;
  /** How long the launch may take as a whole. */
  readonly limitMs: number;
  /** How long a step may take after the host first saw it under way; undefined without a limit of its own. */
  readonly stepLimitMs: (step: Step) => number | undefined;
  /** Told of each status that the host reads; it may be of a launch before. */
  readonly noteStatus?: (status: Status) => void;
}

/** What waiting came to: the events as the app left them, and the outcome when the host has given the app up. */
export interface Waited {
  readonly text: string;
  readonly late?: Outcome;
  /** The timed steps that were under way when the host looked: their figures may be disturbed. */
  readonly disturbed: readonly StepName[];
}

/**
 * Waits until the launch's events are whole, or its app has ended without that. The phone is asked nothing while it
 * measures: the app announces its end, and the host listens for that in one request after another, each a slice of time.
 * Only between two slices it looks for itself, since an announcement can be lost. It reads the heartbeat when a launch
 * takes longer than a slice.
 */
export async function awaitEnd(phone: Phone, files: AppFiles, awaited: Awaited): Promise<Waited> {
  const { launch, steps, mayBeOver, sliceMs, helloMs, stallMs, limitMs, stepLimitMs, noteStatus } = awaited;
  const began = performance.now();
  let text = mayBeOver ? await textOf(files, launch) : undefined;
  const disturbed: StepName[] = [];
  if (isOver(text ?? '', steps)) return { text: text ?? '', disturbed };
  noteDisturbed(text ?? '');
  let heartbeat: number | undefined;
  let aliveAt = began;
  /** When the events were last seen to grow: the step under way is no older. */
  let newsAt = began;
  let askedAt = began;
  let nextMs = sliceMs;
  for (;;) {
    const isLook = nextMs === lookMs;
    const leftMs = Math.max(againMs, began + limitMs - performance.now());
    const isHeard = await listen(phone, endNotification(launch), Math.min(nextMs, leftMs));
    const before = text;
    text = (await textOf(files, launch)) ?? missing(before, isHeard);
    if (isOver(text, steps)) return { text, disturbed };
    noteDisturbed(text);
    // An announcement that its events do not bear out: they were cut on their way, or a driver is shutting down.
    if (isHeard) await sleep(againMs);

    const { events } = eventsIn(text);
    nextMs = isQuiet(steps, events) && !isHeard ? afterLookMs(sliceMs) : lookMs;
    if (text !== before) aliveAt = newsAt = performance.now();
    if (isLook && !isHeard && performance.now() - askedAt < askEveryMs) continue;
    askedAt = performance.now();
    if (await hasEnded(phone)) return { text: (await textOf(files, launch)) ?? missing(text, isHeard), disturbed };
    const status = await statusOf(files, launch);
    // A status that cannot be read is no sign of death: it may have been replaced while it was read, twice in a row.
    if (status === 'unreadable' || (status !== undefined && status.heartbeat !== heartbeat))
      aliveAt = performance.now();
    if (typeof status === 'object') {
      ({ heartbeat } = status);
      noteStatus?.(status);
    }
    const nowMs = performance.now();
    const late = lateness(events, nowMs - began, nowMs - aliveAt, nowMs - newsAt);
    if (late) return { text, late, disturbed };
  }

  function noteDisturbed(now: string): void {
    const step = timedUnderWay(eventsIn(now).events);
    if (step !== undefined && !disturbed.includes(step)) disturbed.push(step);
  }

  function lateness(events: readonly Event[], tookMs: number, silentMs: number, stepMs: number): Outcome | undefined {
    if (events.length === 0) return tookMs > helloMs ? { status: 'timed_out', afterMs: helloMs } : undefined;
    const step = stepUnderWay(events, steps);
    const about = { status: 'timed_out', ...(step !== undefined && { step: step.do }) } as const;
    if (silentMs > stallMs) return { ...about, afterMs: stallMs };
    if (tookMs > limitMs) return { ...about, afterMs: limitMs, whole: true };
    const longestMs = step && stepLimitMs(step);
    return longestMs !== undefined && stepMs > longestMs ? { ...about, afterMs: longestMs, whole: true } : undefined;
  }
}

/** Whether nothing more is to come: the events are whole, or cannot be read. */
function isOver(text: string, steps: readonly Step[]): boolean {
  const { events, damage } = eventsIn(text);
  return damage !== undefined || isWhole(events, steps.length);
}

/** Whether the app announces its end within this time. Where a phone declines to listen for that, the time just passes. */
async function listen(phone: Phone, name: string, limitMs: number): Promise<boolean> {
  try {
    return await phone.awaitNotification(name, limitMs);
  } catch (error) {
    if (!(error instanceof CommandFailed) || (await phone.lossAfter(error))) throw error;
    await sleep(limitMs);
    return false;
  }
}

/** No events: none yet, unless there were some before, or the app has announced that they are all there. */
function missing(before: string | undefined, isAnnounced: boolean): string {
  if (before || isAnnounced) throw new CommandFailed('give the events', 'the file is gone');
  return '';
}

/** Whether the app is gone: asked twice, since one answer may be about the launch before. */
async function hasEnded(phone: Phone): Promise<boolean> {
  if ((await phone.appState()) !== 'ended') return false;
  await sleep(againMs);
  return (await phone.appState()) === 'ended';
}

/** Undefined when there is no status. */
async function statusOf(files: AppFiles, launch: string): Promise<Status | 'unreadable' | undefined> {
  const text = await files.pull(statusPath(launch));
  return text === undefined ? undefined : (statusIn(text.toString('utf8')) ?? 'unreadable');
}

/** The step that began and has no end. */
function stepUnderWay(events: readonly Event[], steps: readonly Step[]): Step | undefined {
  const last = events.at(-1);
  return last?.event === 'start' ? steps[last.step] : undefined;
}
