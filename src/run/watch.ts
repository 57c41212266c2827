import { setTimeout as sleep } from 'node:timers/promises';
import { parseEvents, statusSchema } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import type { Outcome } from '../contract/outcome.js';
import { eventsPath, statusPath } from '../contract/paths.js';
import { isRunning } from '../phone/app-control.js';
import type { PhoneContainer } from '../phone/container.js';

const helloPollMs = 100;
const firstPollMs = 200;
const slowestPollMs = 500;
const pollGrowth = 1.25;
const statusEveryMs = 5000;

async function pullEvents(container: PhoneContainer, launch: string): Promise<Event[]> {
  const text = await container.tryPull(eventsPath(launch));
  return text ? parseEvents(text.toString('utf8')) : [];
}

/** Waits for the launch's hello. Undefined when it came. */
export async function awaitHello(
  container: PhoneContainer,
  launch: string,
  limitMs: number,
): Promise<Outcome | undefined> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const events = await pullEvents(container, launch);
    if (events.some((event) => event.event === 'hello' && event.launch === launch)) return undefined;
    if (performance.now() > deadline) return { status: 'timed_out', afterMs: limitMs };
    await sleep(helloPollMs);
  }
}

/**
 * Waits until the app has ended. Asking costs the phone time, so it asks more and more slowly. Undefined when the app
 * ended by itself; `timed_out` when its heartbeat stood still for `stallMs`.
 */
export async function awaitEnd(
  browser: WebdriverIO.Browser,
  bundleId: string,
  container: PhoneContainer,
  launch: string,
  stallMs: number,
): Promise<Outcome | undefined> {
  let pollMs = firstPollMs;
  let heartbeat = -1;
  let aliveAt = performance.now();
  let askedAt = performance.now();
  while (await isRunning(browser, bundleId)) {
    if (performance.now() - askedAt >= statusEveryMs) {
      askedAt = performance.now();
      const text = await container.tryPull(statusPath(launch));
      const status = text && statusSchema.safeParse(JSON.parse(text.toString('utf8'))).data;
      if (status && status.heartbeat !== heartbeat) {
        heartbeat = status.heartbeat;
        aliveAt = performance.now();
      }
    }
    if (performance.now() - aliveAt > stallMs) {
      const step = stepUnderWay(await pullEvents(container, launch));
      return { status: 'timed_out', ...(step !== undefined && { step }), afterMs: stallMs };
    }
    await sleep(pollMs);
    pollMs = Math.min(slowestPollMs, pollMs * pollGrowth);
  }
  return undefined;
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
        : { status: 'error', reason: `${last.do}: ${last.reason}` };
    case 'result':
      return last.step === stepCount - 1 ? { status: 'ok' } : { status: 'crashed', step: `after ${last.do}` };
  }
}
