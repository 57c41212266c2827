import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import { eventsIn, statusIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import type { Outcome } from '../contract/outcome.js';
import { eventsPath, statusPath } from '../contract/paths.js';
import type { AppFiles } from '../phone/app-files.js';
import type { Phone } from '../phone/phone.js';

const helloPollMs = 100;
const attachMs = 3000;
const askEveryMs = 1000;
const firstPollMs = 200;
const slowestPollMs = 500;
const pollGrowth = 1.25;
const statusEveryMs = 5000;

/** The whole events that a launch has written so far; what cannot be read ends the list. */
async function eventsSoFar(files: AppFiles, launch: string): Promise<readonly Event[]> {
  const text = await files.pull(eventsPath(launch));
  return text === undefined ? [] : eventsIn(text.toString('utf8')).events;
}

/** How waiting for the hello came out. `ended`: the app is gone and has not said it. */
export type Greeting = 'hello' | 'ended' | 'silent';

/** Waits for the launch's hello. The app is asked about only after a while, since it may attach late. */
export async function awaitHello(phone: Phone, files: AppFiles, launch: string, limitMs: number): Promise<Greeting> {
  const began = performance.now();
  let greeting: Greeting | undefined;
  let seenGone = 0;
  let askedAt = began;
  const saysHello = async (): Promise<boolean> =>
    (await eventsSoFar(files, launch)).some((event) => event.event === 'hello' && event.launch === launch);
  await pWaitFor(
    async () => {
      const now = performance.now();
      if (await saysHello()) greeting = 'hello';
      else if (seenGone >= 2) greeting = 'ended';
      else if (now - began > limitMs) greeting = 'silent';
      else if (now - began > attachMs && now - askedAt > askEveryMs) {
        askedAt = now;
        seenGone = (await phone.isAppRunning()) ? 0 : seenGone + 1;
      }
      return greeting !== undefined;
    },
    { interval: helloPollMs },
  );
  return greeting ?? 'silent';
}

/**
 * Waits until the app has ended. Each question costs the phone time, so the questions become fewer. Undefined when the app
 * ended by itself; `timed_out` when its heartbeat stood still for `stallMs`, or the launch took longer than `limitMs`.
 */
export async function awaitEnd(
  phone: Phone,
  files: AppFiles,
  launch: string,
  { stallMs, limitMs }: { readonly stallMs: number; readonly limitMs: number },
): Promise<Outcome | undefined> {
  const began = performance.now();
  let pollMs = firstPollMs;
  let heartbeat = -1;
  let aliveAt = performance.now();
  let askedAt = performance.now();
  while (await phone.isAppRunning()) {
    if (performance.now() - askedAt >= statusEveryMs) {
      askedAt = performance.now();
      const beat = await heartbeatOf(files, launch);
      if (beat !== undefined && beat !== heartbeat) {
        heartbeat = beat;
        aliveAt = performance.now();
      }
    }
    const isStalled = performance.now() - aliveAt > stallMs;
    if (isStalled || performance.now() - began > limitMs) {
      const step = stepUnderWay(await eventsSoFar(files, launch));
      const about = { status: 'timed_out', ...(step !== undefined && { step }) } as const;
      return isStalled ? { ...about, afterMs: stallMs } : { ...about, afterMs: limitMs, whole: true };
    }
    await sleep(pollMs);
    pollMs = Math.min(slowestPollMs, pollMs * pollGrowth);
  }
  return undefined;
}

/** Undefined when there is no status, or none that can be read at this moment. */
async function heartbeatOf(files: AppFiles, launch: string): Promise<number | undefined> {
  const text = await files.pull(statusPath(launch));
  return text === undefined ? undefined : statusIn(text.toString('utf8'))?.heartbeat;
}

/** The step that began and has no end. */
function stepUnderWay(events: readonly Event[]): string | undefined {
  const last = events.at(-1);
  return last?.event === 'start' ? last.do : undefined;
}

/** How a launch went, from the events the app left when it was gone. */
export function outcomeOf(events: readonly Event[], stepCount: number): Outcome {
  const last = events.at(-1);
  switch (last?.event) {
    case undefined:
      return { status: 'crashed', step: 'launch' };
    case 'hello':
      return { status: 'crashed', step: 'hello' };
    case 'start':
      return { status: 'crashed', step: last.do };
    case 'error':
      return last.kind === 'unsupported'
        ? { status: 'unsupported', reason: last.reason }
        : { status: 'error', step: last.do, reason: last.reason };
    case 'result':
      return last.step === stepCount - 1 ? { status: 'ok' } : { status: 'crashed', step: `after ${last.do}` };
  }
}
