import { setTimeout as sleep } from 'node:timers/promises';
import { parseEvents } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { eventsPath } from '../contract/paths.js';
import type { PhoneContainer } from '../phone/container.js';

/** An event, and the host's clock (performance.now(), ms) when it was surely not there yet and when it surely was. */
export interface Seen {
  readonly event: Event;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const pollMs = 50;

/** Looks for a launch's events until one is the last that is wanted, or the launch is over. Begin before the launch does. */
export async function watchEvents(
  container: PhoneContainer,
  launch: string,
  isLast: (event: Event) => boolean,
  over: AbortSignal,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  let notBeforeMs = performance.now();
  for (;;) {
    // What is written after the launch was known to be over can still be seen once more.
    const wasOver = over.aborted;
    const askedAt = performance.now();
    const text = await container.tryPull(eventsPath(launch));
    const notAfterMs = performance.now();
    const events = text ? parseEvents(text.toString('utf8')).slice(seen.length) : [];
    seen.push(...events.map((event) => ({ event, notBeforeMs, notAfterMs })));
    if (wasOver || events.some(isLast)) return seen;
    notBeforeMs = askedAt;
    await sleep(pollMs);
  }
}
