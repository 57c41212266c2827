import type { Interval } from './interval.js';

/** The binomial probabilities of 0 to n hits, by logarithms, which neither overflow nor vanish. */
function binomial(n: number, share: number): Float64Array {
  const chances = new Float64Array(n + 1);
  let log = n * Math.log1p(-share);
  for (let hits = 0; hits <= n; hits++) {
    chances[hits] = Math.exp(log);
    log += Math.log((n - hits) / (hits + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return chances;
}

export interface OrderStatistics {
  /** The ranks, from 1, of the values that bound the interval. */
  readonly low: number;
  readonly high: number;
  /** What the interval really holds the quantile with: at least what was asked for. */
  readonly confidence: number;
}

/**
 * The ranks of an equal-tailed interval of a quantile, which needs no distribution: how many of n independent values lie below
 * it is binomial (Hahn, Meeker and Escobar, Statistical Intervals, 2017, 5.2). Undefined where n values are too few, and then
 * the quantile is not to be reported: its interval would be open.
 */
export function quantileRanks(n: number, share: number, confidence = 0.95): OrderStatistics | undefined {
  if (!(share > 0 && share < 1)) throw new RangeError('a share lies between 0 and 1');
  const miss = (1 - confidence) / 2;
  const chances = binomial(n, share);
  // P(fewer than `low` below) and P(at least `high` below) may each be `miss`.
  let [low, below] = [0, 0];
  for (let next = chances[0] ?? 1; low < n && below + next <= miss; next = chances[low] ?? 1) {
    below += next;
    low++;
  }
  let [high, above] = [n + 1, 0];
  for (let next = chances[n] ?? 1; high > 1 && above + next <= miss; next = chances[high - 1] ?? 1) {
    above += next;
    high--;
  }
  return low < 1 || high > n ? undefined : { low, high, confidence: 1 - below - above };
}

/** A quantile may be reported from this many values on: with fewer its interval is open. */
export function smallestSampleOf(share: number, confidence = 0.95): number {
  const miss = (1 - confidence) / 2;
  return Math.ceil(Math.log(miss) / Math.log(Math.max(share, 1 - share)));
}

/** The interval of a quantile from values in ascending order; undefined where they are too few. */
export function quantileInterval(
  sorted: readonly number[] | Float64Array,
  share: number,
  confidence = 0.95,
): Interval | undefined {
  const ranks = quantileRanks(sorted.length, share, confidence);
  if (ranks === undefined) return undefined;
  const [low, high] = [sorted[ranks.low - 1], sorted[ranks.high - 1]];
  return low === undefined || high === undefined ? undefined : { low, high };
}
