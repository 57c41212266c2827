import type { Step } from '../contract/job.js';
import type { Plan, PlannedLaunch } from './plan.js';
import { guessedMs, setMs } from './step-time.js';

/** A launch that was lost is tried again, but no more often than this in one run: something about it may be the cause. */
export const attemptsPerLaunch = 3;

/** A launch this much slower than expected is still waited for: phones differ, and its heartbeat is watched anyway. */
const patience = 20;
/** While the system compiles, loads or plans, the app's heart beats for so long at most (StatusFile.swift). */
const longestStepMs = 600_000;
const pushAndPullMs = 600_000;

/** When a launch that goes on and on is ended, ms. The watch over hello and heartbeat ends a hung one much sooner. */
export const launchLimitMs = ({ limits }: Plan, { job: { steps } }: Pick<PlannedLaunch, 'job'>): number =>
  limits.helloMs + limits.stallMs + sum(steps.map(longestMs));

function longestMs(step: Step): number {
  switch (step.do) {
    case 'compile':
    case 'load':
    case 'placement':
      return longestStepMs;
    case 'cooldown':
      return step.timeoutS * 1000;
    default:
      return setMs(step) + patience * guessedMs(step);
  }
}

/** When Mocha gives a launch up, ms: never before the run itself does. */
export const testLimitMs = (plan: Plan, planned: PlannedLaunch): number =>
  launchLimitMs(plan, planned) + 2 * pushAndPullMs;

/** How much slower than the guess predictions may be before a slice of the host's waiting ends among them. */
const leeway = 15;

/**
 * How long the steps may take that nothing should disturb, ms: from the pause before the predictions to the last of them.
 * 0 for a launch that times nothing.
 */
export function timedMs({ job: { steps } }: Pick<PlannedLaunch, 'job'>): number {
  const isTimed = ({ do: name }: Step): boolean => name === 'warmup' || name === 'measure' || name === 'quality';
  if (!steps.some(isTimed)) return 0;
  return sum(steps.map((step) => setMs(step) + leeway * guessedMs(step)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
