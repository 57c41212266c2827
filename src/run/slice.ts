import { timedMs } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { setMs } from '../plan/step-time.js';

/** Staging, loading and the start of the app, which come before what is timed. */
const untimedMs = 10_000;
/** The driver's proxy to WebDriverAgent gives up at 240 s, and a late answer needs its time. */
const longestMs = 190_000;

/** How long the phone is left alone while a launch runs, ms: no shorter than its timed steps, as far as one request can. */
export const sliceMs = (planned: PlannedLaunch): number => Math.min(longestMs, timedMs(planned) + untimedMs);

/** A launch is never done sooner than this, ms. */
export const leastMs = ({ job: { steps } }: PlannedLaunch): number => steps.reduce((sum, step) => sum + setMs(step), 0);
