import type { Event, ResultOf } from '../contract/events.js';
import type { Step, StepName } from '../contract/job.js';
import type { Outcome } from '../contract/outcome.js';

/**
 * What a launch that ended well did not bring of what its steps ask for: a timed prediction or a picture. Undefined where it
 * brought all of it. Samples that are fewer than planned would stand for a case like whole ones.
 */
export function shortfallIn(steps: readonly Step[], events: readonly Event[]): Outcome | undefined {
  for (const [index, step] of steps.entries()) {
    const reason = lackOf(index, step, events);
    if (reason !== undefined) return { status: 'error', step: step.do, reason };
  }
  return undefined;
}

function lackOf(index: number, step: Step, events: readonly Event[]): string | undefined {
  switch (step.do) {
    case 'warmup': {
      const result = resultAt(index, step.do, events);
      return fewer(result?.latenciesNs.length ?? 0, step.count);
    }
    case 'measure': {
      const result = resultAt(index, step.do, events);
      const found = Math.min(result?.latenciesNs.length ?? 0, result?.startsNs.length ?? 0);
      // A sustained measurement is as long as it is asked to be, however many predictions fit into it.
      return fewer(found, step.durationS === undefined ? step.count : 1);
    }
    case 'quality':
      return resultAt(index, step.do, events)?.image === step.image
        ? undefined
        : `the app did not enlarge ${step.image}`;
    default:
      return undefined;
  }
}

const fewer = (found: number, planned: number): string | undefined =>
  found >= planned
    ? undefined
    : `the app wrote ${String(found)} of the ${String(planned)} predictions that the plan asks for`;

const resultAt = <Name extends StepName>(
  index: number,
  name: Name,
  events: readonly Event[],
): ResultOf<Name> | undefined =>
  events.find(
    (event): event is ResultOf<Name> => event.event === 'result' && event.do === name && event.step === index,
  );
