import type { Arm, Step } from '../contract/job.js';
import type { Plan, PlannedLaunch } from './plan.js';
import { guessedMs, setMs, tilesOf } from './step-time.js';

/** A launch that was lost is tried again, but no more often than this in one run: something about it may be the cause. */
export const attemptsPerLaunch = 3;

/** How fast a phone has shown to be. Undefined where it has not shown it yet. */
export interface KnownSpeed {
  /** How long the prediction of one tile takes, ms. */
  tileMs(arm: Arm): number | undefined;
  /** How long its latest load took, ms. */
  loadMs(arm: Arm): number | undefined;
}

const nothingKnown: KnownSpeed = { tileMs: () => undefined, loadMs: () => undefined };

/** A launch this much slower than expected is still waited for: phones differ, and its heartbeat is watched anyway. */
const patience = 20;
/** While the system compiles, loads or plans, the app's heart beats for so long at most (StatusFile.swift). */
const beatingMs = 600_000;
const bySystem: ReadonlySet<Step['do']> = new Set<Step['do']>(['compile', 'load', 'placement']);
const pushAndPullMs = 600_000;

/** When a launch that goes on and on is ended, ms. The watch over hello, heartbeat and step ends a hung one much sooner. */
export const launchLimitMs = (
  { limits }: Pick<Plan, 'limits'>,
  { job: { steps, arms } }: Pick<PlannedLaunch, 'job'>,
  speed = nothingKnown,
): number => limits.helloMs + limits.stallMs + sum(steps.map((step) => longestMs(step, arms, speed, limits)));

/**
 * When a step is ended though the app's heart beats, ms since the host first saw it under way. Undefined for a step in which
 * the app itself works: there its heart beats with what it gets done.
 */
export function stepLimitMs({ limits }: Pick<Plan, 'limits'>, { do: name }: Pick<Step, 'do'>): number | undefined {
  return bySystem.has(name) ? limits.stallMs + (limits.longestStepMs ?? beatingMs) : undefined;
}

type Arms = PlannedLaunch['job']['arms'];

function longestMs(
  step: Step,
  arms: Arms,
  speed: KnownSpeed,
  { longestStepMs = beatingMs }: Pick<Plan, 'limits'>['limits'],
): number {
  if (bySystem.has(step.do)) return longestStepMs;
  if (step.do === 'cooldown') return step.timeoutS * 1000;
  return setMs(step) + Math.max(patience * guessedMs(step), leeway * (predictionsMs(step, arms, speed) ?? 0));
}

/** When Mocha gives a launch up, ms: never before the run itself does. */
export const testLimitMs = (plan: Plan, planned: PlannedLaunch, speed?: KnownSpeed): number =>
  launchLimitMs(plan, planned, speed) + 2 * pushAndPullMs + restLimitMs(plan, planned);

/** How long a gauge is waited for that says nothing new. Macs take a minute, and iPhones are believed to take less. */
export const silenceLimitMs = 90_000;
/** Words of the gauge that are waited for, before a launch and after it. */
const awaitedWords = 6;

/** How long the battery may keep a launch waiting, ms. */
function restLimitMs({ battery }: Pick<Plan, 'battery'>, { kind }: Pick<PlannedLaunch, 'kind'>): number {
  if (kind !== 'measure' || battery === undefined) return 0;
  return battery.coolLimitMs + (battery.energy ? awaitedWords * silenceLimitMs : 0);
}

/** How much slower than it has been a phone may become, as one that grew warm, before the host looks what is the matter. */
const leeway = 3;
/** How much slower than the guess, on a phone that has not yet shown how fast it is. */
const leewayOfGuess = 15;
/** For a load that the phone has not yet shown. */
const firstLoadMs = 20_000;

/** Steps with a figure that a request of the host could change. */
const timed: ReadonlySet<Step['do']> = new Set<Step['do']>(['load', 'sentinel', 'warmup', 'measure', 'quality']);

export const isTimed = ({ do: name }: Pick<Step, 'do'>): boolean => timed.has(name);

/**
 * How long the steps may take that nothing should disturb, ms: from the pause before the load to the last prediction,
 * without cooldowns. 0 for a launch that times nothing.
 */
export function timedMs({ job: { steps, arms } }: Pick<PlannedLaunch, 'job'>, speed = nothingKnown): number {
  if (!steps.some(isTimed)) return 0;
  return sum(steps.map((step) => setMs(step) + patientMs(step, arms, speed)));
}

function patientMs(step: Step, arms: Arms, speed: KnownSpeed): number {
  if (step.do === 'load') {
    const arm = arms[step.arm];
    const knownMs = arm && speed.loadMs(arm);
    return knownMs === undefined ? firstLoadMs : leeway * knownMs;
  }
  const knownMs = predictionsMs(step, arms, speed);
  return knownMs === undefined ? leewayOfGuess * guessedMs(step) : leeway * knownMs;
}

/** How long the predictions of a step take by what the phone has shown. Undefined where it has not, or for another step. */
function predictionsMs(step: Step, arms: Arms, speed: KnownSpeed): number | undefined {
  const arm = 'arm' in step ? arms[step.arm] : undefined;
  const tileMs = arm && speed.tileMs(arm);
  const tiles = tilesOf(step);
  return tileMs === undefined || tiles === 0 ? undefined : tiles * tileMs;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
