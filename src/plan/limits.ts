import type { Plan, PlannedLaunch } from './plan.js';

/** A launch that was lost is tried again, but no more often than this in one run: something about it may be the cause. */
export const attemptsPerLaunch = 3;

/** A launch this much slower than expected is still waited for: phones differ, and its heartbeat is watched anyway. */
const patience = 20;
/** While the system compiles, loads or plans, the app's heart beats for so long at most (StatusFile.swift). */
const longestStepMs = 600_000;
const pushAndPullMs = 600_000;

/** When a launch that goes on and on is ended, ms. The watch over hello and heartbeat ends a hung one much sooner. */
export function launchLimitMs({ limits }: Plan, { expectedMs, job: { steps } }: PlannedLaunch): number {
  const longSteps = steps.filter((step) => ['compile', 'load', 'placement'].includes(step.do)).length;
  const waits = steps.flatMap((step) => (step.do === 'cooldown' ? [step.timeoutS * 1000] : []));
  return (
    limits.helloMs +
    limits.stallMs +
    patience * expectedMs +
    longSteps * longestStepMs +
    waits.reduce((a, b) => a + b, 0)
  );
}

/** When Mocha gives a launch up, ms: never before the run itself does. */
export const testLimitMs = (plan: Plan, planned: PlannedLaunch): number =>
  launchLimitMs(plan, planned) + 2 * pushAndPullMs;
