import { setTimeout as sleep } from 'node:timers/promises';
import type { StepName } from '../../../contract/job.js';
import { monotonicMs } from '../system/clock.js';
import { StepError } from './step.js';
import type { Context, Execute } from './step.js';

const pollMs = 100;
/** A longer wait would look like a stall. */
const longestSleepMs = 1000;

/**
 * A step whose times count only while the app is in front of everything else. The scene is asked at both ends and not in
 * between, so that asking disturbs nothing; what came and went, it still knows at the end.
 */
export const timed =
  <Name extends StepName>(execute: Execute<Name>): Execute<Name> =>
  async (step, context) => {
    const startedMs = monotonicMs();
    if (context.scene.activeSinceMs() === undefined)
      throw new StepError('disturbed', `the app was not in the foreground when ${step.do} began`);
    try {
      return await execute(step, context);
    } finally {
      // Also when the step failed: what disturbed it may be why.
      refuseDisturbed(step.do, context, startedMs);
    }
  };

function refuseDisturbed(name: StepName, { scene }: Context, startedMs: number): void {
  const disturbance = scene.disturbance(startedMs);
  if (disturbance !== undefined)
    throw new StepError('disturbed', `the app left the foreground during ${name}: its scene was ${disturbance}`);
}

/** Waits until the app has come to the foreground: before, the system still shows something else. */
export const awaitForeground = (context: Context): Promise<void> => awaitActive(context, 0);

/** Waits until as much time has gone by as asked, and the app's scene has been active for that long without a break. */
export const pause: Execute<'pause'> = async ({ durationS }, context) => {
  const startedMs = monotonicMs();
  await awaitActive(context, durationS * 1e3);
  return { waitedNs: Math.round((monotonicMs() - startedMs) * 1e6) };
};

/** The time counts from now on. Gives up when its patience is over as well: somebody may dismiss an alert. */
async function awaitActive({ scene, patienceMs, progress }: Context, durationMs: number): Promise<void> {
  const startedMs = monotonicMs();
  for (;;) {
    const nowMs = monotonicMs();
    const sinceMs = scene.activeSinceMs();
    const leftMs = Math.max(startedMs, sinceMs ?? nowMs) + durationMs - nowMs;
    if (sinceMs !== undefined && leftMs <= 0) return;
    const longestMs = durationMs + patienceMs;
    if (nowMs - startedMs >= longestMs) {
      const what = durationMs === 0 ? 'come to' : 'stay in';
      throw new StepError('disturbed', `the app did not ${what} the foreground`);
    }
    progress((nowMs - startedMs) / longestMs);
    await sleep(sinceMs === undefined ? pollMs : Math.min(leftMs, longestSleepMs));
  }
}
