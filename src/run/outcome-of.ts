import type { Event } from '../contract/events.js';
import type { Outcome } from '../contract/outcome.js';

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

/** How a launch went that was not disturbed, from the events the app left when it was gone. */
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
      return isWhole(events, stepCount) ? { status: 'ok' } : { status: 'crashed', step: `after ${last.do}` };
  }
}
