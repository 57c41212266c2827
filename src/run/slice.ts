import type { Event } from '../contract/events.js';
import { longestWaitMs } from '../phone/capabilities.js';
import { timedMs } from '../plan/limits.js';
import type { KnownSpeed } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { setMs } from '../plan/step-time.js';

/** Staging, compiling and the start of the app, which come before what is timed. */
const untimedMs = 10_000;

/**
 * How long the phone is left alone while a launch runs, ms: no shorter than its timed steps, as far as one request can. A
 * warm phone may cool down first for as long as the launch lets it.
 */
export function sliceMs(planned: PlannedLaunch, isWarm: boolean, speed: KnownSpeed): number {
  const coolingMs = planned.job.steps.reduce(
    (sum, step) => sum + (isWarm && step.do === 'cooldown' ? step.timeoutS * 1000 : 0),
    0,
  );
  return Math.min(longestWaitMs, timedMs(planned, speed) + untimedMs + coolingMs);
}

/**
 * How long it is left alone after a look that fell among its timed steps, ms: one is enough, but an app may have died in the
 * steps that turned out to be slow.
 */
export const afterLookMs = (slice: number): number => Math.min(longestWaitMs, Math.max(slice, 180_000));

/** Whether the phone was warm when a launch ended, as far as its events say. */
export function endedWarm(events: readonly Event[]): boolean {
  const states = events.flatMap((event) => {
    if (event.event === 'hello') return [event.state.thermal];
    return event.event === 'result' && event.do === 'measure' ? event.thermal.map(([, state]) => state) : [];
  });
  return (states.at(-1) ?? 'nominal') !== 'nominal';
}

/** The app announces its end until it has lived for 3 s: asked within this time, the host still hears it. */
const announcedMs = 2500;

/**
 * Whether a launch may have announced its end before the host could listen, given how long launching took, ms. Where nothing
 * is timed a look costs nothing.
 */
export function mayBeOver(planned: PlannedLaunch, tookMs: number): boolean {
  if (timedMs(planned) === 0) return true;
  const leastMs = planned.job.steps.reduce((sum, step) => sum + setMs(step), 0);
  return tookMs >= Math.max(announcedMs, leastMs);
}
