import type { Event } from '../contract/events.js';
import { isModelArm } from '../contract/job.js';
import type { Job } from '../contract/job.js';
import type { Loss, Outcome } from '../contract/outcome.js';

/** Whether a launch has come to its end: its last step has a result, or a step failed. */
export function isWhole(events: readonly Event[], stepCount: number): boolean {
  const last = events.at(-1);
  return last?.event === 'error' || (last?.event === 'result' && last.step === stepCount - 1);
}

/** What came between on the phone, so that the launch says nothing about the model; undefined when nothing did. */
export function disturbanceIn(events: readonly Event[]): string | undefined {
  const last = events.at(-1);
  return last?.event === 'error' && last.kind === 'disturbed' ? last.reason : undefined;
}

/** Steps that fail by what arrived of the host's files, and before any model is touched: `job` is about the job itself. */
const transfers: ReadonlySet<string> = new Set(['job', 'stage']);

/** The words of Node, Foundation and the C library for a disk without room. */
const noRoom = /\bENOSPC\b|\bEFBIG\b|no space left|file too large|out of space/i;

/**
 * What a launch was lost to that says nothing about the model, by the events the app left: something came between, the
 * phone's storage was full, the host's files did not arrive whole, or the app did not come to its first step. Undefined for
 * any other launch.
 */
export function lossIn(events: readonly Event[], late: Outcome | undefined): Loss | undefined {
  const detail = disturbanceIn(events);
  if (detail !== undefined) return { cause: 'phone', detail };
  const last = events.at(-1);
  if (last?.event === 'error' && noRoom.test(last.reason)) {
    return { cause: 'phone', detail: `${last.do}: its storage is full: ${last.reason}` };
  }
  if (last?.event === 'error' && transfers.has(last.do)) return { cause: 'files', detail: last.reason };
  if (last !== undefined && last.event !== 'hello') return undefined;
  const after = last === undefined ? 'it said no hello' : 'it said hello and began no step';
  if (late === undefined) return { cause: 'app', detail: `it ended, and ${after}` };
  const waited = late.status === 'timed_out' ? ` for ${String(late.afterMs / 1000)} s` : '';
  return { cause: 'app', detail: `${after}${waited}` };
}

/**
 * An app that was built before it knew iOS's own upscaler refuses the whole job for such an arm, and always will. Undefined for
 * any other launch.
 */
export function unknownToApp({ arms }: Pick<Job, 'arms'>, events: readonly Event[]): Outcome | undefined {
  const last = events.at(-1);
  if (last?.event !== 'error' || last.do !== 'job') return undefined;
  const refused = Object.entries(arms).some(([name, arm]) => !isModelArm(arm) && last.reason.includes(`arms.${name}`));
  if (!refused) return undefined;
  const reason =
    "the app on the phone knows nothing of iOS's own upscaler; build the app of this version (npx rezbench build) and sweep anew";
  return { status: 'unsupported', reason };
}

/** How a launch went that was not lost, from the events the app left when it was gone. */
export function outcomeOf(events: readonly Event[], stepCount: number): Outcome {
  const last = events.at(-1);
  switch (last?.event) {
    case undefined:
    case 'hello':
      return { status: 'crashed', step: 'launch' };
    case 'start':
      return { status: 'crashed', step: last.do };
    case 'error':
      return last.kind === 'unsupported'
        ? { status: 'unsupported', reason: last.reason }
        : { status: 'error', step: last.do, reason: last.reason };
    case 'result':
      return isWhole(events, stepCount) ? { status: 'ok' } : { status: 'crashed', step: `after ${last.do}` };
  }
}
