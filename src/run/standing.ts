import type { Event } from '../contract/events.js';
import type { Step, StepName } from '../contract/job.js';
import { isTimed } from '../plan/limits.js';

/** The step that a launch has come to: the one under way, or the next. */
function standingOf(events: readonly Event[]): number {
  const last = events.findLast((event) => event.event !== 'hello');
  if (last === undefined) return 0;
  return last.event === 'result' ? last.step + 1 : last.step;
}

/**
 * Whether the phone is to be left alone now: a timed step is under way or next, or there is only a pause or such steps before
 * it.
 */
export function isQuiet(steps: readonly Step[], events: readonly Event[]): boolean {
  const next = steps.slice(standingOf(events)).find(({ do: name }) => name !== 'pause');
  return next !== undefined && isTimed(next);
}

/** The timed step under way, whose figure the host has disturbed if it looks now; undefined without one. */
export function timedUnderWay(events: readonly Event[]): StepName | undefined {
  const last = events.at(-1);
  const name = last?.event === 'start' ? (last.do as StepName) : undefined;
  return name !== undefined && isTimed({ do: name }) ? name : undefined;
}
