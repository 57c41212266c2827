import { setTimeout as sleep } from 'node:timers/promises';
import { eventsIn } from '../contract/events.js';
import type { Event } from '../contract/events.js';
import { eventsPath } from '../contract/paths.js';
import type { AppFiles } from '../phone/app-files.js';

/** An event, and the host's clock (performance.now(), ms) when it was surely not there yet and when it surely was. */
export interface Seen {
  readonly event: Event;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const pollMs = 50;

/** Looks for a launch's events until one is the last that is wanted, or the launch has ended. Begin before the launch does. */
export async function watchEvents(
  files: AppFiles,
  launch: string,
  isLast: (event: Event) => boolean,
  launchEnded: AbortSignal,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  let notBeforeMs = performance.now();
  for (;;) {
    // What was written before the launch was known to have ended can still be seen once more.
    const hadEnded = launchEnded.aborted;
    const askedAt = performance.now();
    const text = await files.pull(eventsPath(launch));
    const notAfterMs = performance.now();
    const events = text ? eventsIn(text.toString('utf8')).events.slice(seen.length) : [];
    seen.push(...events.map((event) => ({ event, notBeforeMs, notAfterMs })));
    if (hadEnded || events.some(isLast)) return seen;
    notBeforeMs = askedAt;
    await sleep(pollMs);
  }
}
