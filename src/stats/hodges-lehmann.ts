import type { Interval } from './interval.js';
import { selectInPlace } from './select.js';
import { signedRankTails } from './signed-rank.js';

/** The means of all pairs of values, each value with itself among them, in no order. */
function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let at = 0;
  for (const [index, value] of values.entries()) {
    for (let other = index; other < values.length; other++) averages[at++] = (value + (values[other] ?? NaN)) / 2;
  }
  return averages;
}

/**
 * The median of all means of pairs: the centre of values that lie evenly around it, which outliers hardly move (Hodges and
 * Lehmann 1963, "Estimates of location based on rank tests"). Throws RangeError for no values.
 */
export function hodgesLehmann(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values have no centre');
  const averages = walshAverages(values);
  const upper = averages.length >> 1;
  const above = selectInPlace(averages, upper);
  if (averages.length % 2 === 1) return above;
  // Whatever is not above the selected one lies before it.
  let below = -Infinity;
  for (let index = 0; index < upper; index++) below = Math.max(below, averages[index] ?? -Infinity);
  return (below + above) / 2;
}

export interface ExactInterval extends Interval {
  /** What the interval really holds its centre with: at least what was asked for. */
  readonly confidence: number;
}

/**
 * The interval of the Hodges-Lehmann estimate from the exact distribution of the signed-rank sum (Hollander, Wolfe and
 * Chicken, Nonparametric Statistical Methods, 2014, 3.3): the values that the two-sided test does not refuse. Undefined
 * where the values are too few for the confidence: below six for 95 %.
 */
export function hodgesLehmannInterval(values: readonly number[], confidence = 0.95): ExactInterval | undefined {
  const tails = signedRankTails(values.length);
  const miss = (1 - confidence) / 2;
  // P(W <= w) is P(W >= top - w): the largest `out` with P(W <= out - 1) within the miss. Rounding may not decide.
  let out = 0;
  while ((tails[tails.length - 1 - out] ?? 1) <= miss * (1 + 1e-12)) out++;
  if (out === 0) return undefined;
  const averages = walshAverages(values).sort();
  const [low, high] = [averages[out - 1], averages[averages.length - out]];
  if (low === undefined || high === undefined) return undefined;
  return { low, high, confidence: 1 - 2 * (tails[tails.length - out] ?? 0) };
}
