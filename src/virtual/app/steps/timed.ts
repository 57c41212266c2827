import type { StepName } from '../../../contract/job.js';
import { monotonicMs } from '../system/clock.js';
import { StepError } from './step.js';
import type { Context, Execute } from './step.js';

/**
 * A step whose times count only while the app is in front of everything else. The scene is asked at both ends, and not in
 * between, so that asking disturbs nothing; it remembers what came and went.
 */
export const timed =
  <Name extends StepName>(execute: Execute<Name>): Execute<Name> =>
  async (step, context) => {
    const startedMs = monotonicMs();
    refuseDisturbed(context, startedMs);
    try {
      return await execute(step, context);
    } finally {
      // Also when the step failed: what disturbed it may be why.
      refuseDisturbed(context, startedMs);
    }
  };

function refuseDisturbed({ scene }: Context, sinceMs: number): void {
  const state = scene.disturbance(sinceMs);
  if (state !== undefined) throw new StepError('disturbed', `the app's scene was ${state} during the step`);
}
