import { selectInPlace } from './select.js';

/** Numbers in an order that matters, as an array has them. */
export type Numbers = Readonly<ArrayLike<number>>;

/**
 * Quantiles of values that they reorder, linear between order statistics (Hyndman and Fan's type 7, NumPy's default). The
 * shares must ascend. Selects instead of sorting, which takes a fraction of the time. Throws RangeError for no values.
 */
export function quantilesInPlace(values: Float64Array, shares: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('no values have no quantile');
  let from = 0;
  return shares.map((share) => {
    const at = (values.length - 1) * share;
    const index = Math.floor(at);
    const below = selectInPlace(values, index, from);
    from = index;
    return below + (leastFrom(values, Math.ceil(at)) - below) * (at - index);
  });
}

function leastFrom(values: Float64Array, from: number): number {
  let least = Infinity;
  for (let index = from; index < values.length; index++) least = Math.min(least, values[index] ?? NaN);
  return least;
}

/** One quantile; the values stay as they are. */
export const quantile = (values: Numbers, share: number): number =>
  quantilesInPlace(new Float64Array(values), [share])[0] ?? NaN;

export const median = (values: Numbers): number => quantile(values, 0.5);

/** By index, as all loops over millions of values here: what iterates takes several times as long. */
export function mean(values: Numbers): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] ?? NaN;
  return total / values.length;
}

/**
 * The smallest sample for which a quantile's two-sided 95 % order-statistic interval exists. Below it the quantile is a
 * guess, and its cell stays empty.
 */
export const smallestSampleFor = { p90: 36, p95: 72, p99: 368 } as const;

/**
 * The share of values that lie further than 14.826 median absolute deviations (ten sigma of a normal) from the median, as
 * hyperfine flags them. They stay in every figure: what a user waits for is a latency, whatever caused it.
 */
export function outlierRate(values: Numbers): number {
  const distances = new Float64Array(values);
  const centre = quantilesInPlace(distances, [0.5])[0] ?? NaN;
  takeDistances(distances, centre);
  const limit = 14.826 * (quantilesInPlace(distances, [0.5])[0] ?? NaN);
  return countAbove(distances, limit) / distances.length;
}

function takeDistances(values: Float64Array, centre: number): void {
  for (let index = 0; index < values.length; index++) values[index] = Math.abs((values[index] ?? NaN) - centre);
}

function countAbove(values: Float64Array, limit: number): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if ((values[index] ?? NaN) > limit) count++;
  return count;
}
