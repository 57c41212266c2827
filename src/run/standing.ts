import type { Event } from '../contract/events.js';
import type { Step } from '../contract/job.js';

/** Steps whose figures a request of the host could change. */
const timed: readonly Step['do'][] = ['warmup', 'measure', 'quality'];

/** The step that a launch has come to: the one under way, or the next. */
export function standingOf(events: readonly Event[]): number {
  const last = events.findLast((event) => event.event !== 'hello');
  if (last === undefined) return 0;
  return last.event === 'result' ? last.step + 1 : last.step;
}

/**
 * The first step from which on the phone is to be left alone: the first that is timed, or the pause that comes shortly before
 * it. 0 when nothing is timed.
 */
export function quietFrom(steps: readonly Step[]): number {
  const first = steps.findIndex((step) => timed.includes(step.do));
  if (first < 0) return 0;
  const pause = steps.slice(0, first).findLastIndex((step) => step.do === 'pause');
  return pause < 0 ? first : pause;
}
