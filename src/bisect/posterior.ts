import type { Observation } from './observation.js';

/** How likely it is of each build that it is the first bad one, and how slow the bad ones are then. */
export interface Posterior {
  /** By build, from 0; they add up to 1, and the good end has none of it. */
  readonly shares: readonly number[];
  /** The build with the largest share. */
  readonly best: number;
  /** Log slowdown of the bad builds, where `best` is the first of them. */
  readonly log: number;
  /** Standard error of that. */
  readonly error: number;
}

/** No phone tells two builds apart more finely, whatever its launches say of themselves. */
const finest = 5e-4;

/**
 * Weighs each build as the first bad one: those before it are as fast as the good end, and it and all after it are slower by one
 * share, which is the mean of what the observations say, each by its precision. A noisy binary search as of Horstein (1963) and
 * of Waeber, Frazier and Henderson (2013, "Bisection search with noisy responses"), by what was measured and not by yes and no, so
 * that two doubtful answers count together. Errors are Student's, by the launches of each observation.
 */
export function posteriorOf(builds: number, observations: readonly Observation[]): Posterior {
  const weighed = Array.from({ length: builds - 1 }, (_, index) => weigh(index + 1, observations));
  const most = Math.max(...weighed.map(({ logLikelihood }) => logLikelihood));
  const raw = weighed.map(({ logLikelihood }) => Math.exp(logLikelihood - most));
  const total = raw.reduce((sum, share) => sum + share, 0);
  const shares = [0, ...raw.map((share) => share / total)];
  const best = shares.indexOf(Math.max(...shares));
  const { log = 0, error = Infinity } = weighed[best - 1] ?? {};
  return { shares, best, log, error };
}

interface Weighed {
  readonly logLikelihood: number;
  readonly log: number;
  readonly error: number;
}

function weigh(first: number, observations: readonly Observation[]): Weighed {
  const step = ({ base, candidate }: Observation): number => Number(candidate >= first) - Number(base >= first);
  let [precision, sum] = [0, 0];
  for (const one of observations) {
    const weight = step(one) ** 2 / errorOf(one) ** 2;
    precision += weight;
    sum += weight * step(one) * one.log;
  }
  const log = precision === 0 ? 0 : Math.max(0, sum / precision);
  const logLikelihood = observations.reduce(
    (likelihood, one) => likelihood + logStudent((one.log - step(one) * log) / errorOf(one), one.degrees),
    0,
  );
  return { logLikelihood, log, error: 1 / Math.sqrt(precision) };
}

const errorOf = ({ error }: Observation): number => Math.max(error, finest);

/** Of Student's density, what depends on t. */
const logStudent = (t: number, degrees: number): number => (-(degrees + 1) / 2) * Math.log1p(t ** 2 / degrees);

/** So far from both the fast and the slow builds, in standard errors, lies a build that is neither. */
const strange = 6;

/** The observations that lie far from what `posterior` makes of them: there is more than one culprit. */
export const misfits = ({ best, log }: Posterior, observations: readonly Observation[]): Observation[] =>
  observations.filter((one) => {
    const expected = (Number(one.candidate >= best) - Number(one.base >= best)) * log;
    return Math.abs(one.log - expected) > strange * errorOf(one);
  });
