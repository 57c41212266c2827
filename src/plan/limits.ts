import type { Plan, PlannedLaunch } from './plan.js';

/** A launch this much slower than expected is still waited for: phones differ, and its heartbeat is watched anyway. */
const patience = 20;
/** A launch that was lost is tried again, but no more often than this in one run: something about it may be the cause. */
export const attemptsPerLaunch = 3;

const pushAndPullMs = 600_000;

/** When Mocha gives a launch up. The watch over hello and heartbeat ends a hung one much sooner. */
export const launchLimitMs = ({ limits }: Plan, { expectedMs }: PlannedLaunch): number =>
  limits.helloMs + limits.stallMs + pushAndPullMs + patience * expectedMs;
