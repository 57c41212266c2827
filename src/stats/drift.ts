import { mean, median } from './summary.js';

/**
 * The slope of the line through points, as the median of the slopes of all pairs (Theil 1950; Sen 1968, "Estimates of the
 * regression coefficient based on Kendall's tau"). Up to 29 % of wild points hardly move it. Pairs with equal x are left out;
 * undefined where no pair is left.
 */
export function theilSen(x: readonly number[], y: readonly number[]): number | undefined {
  const slopes: number[] = [];
  for (const [first, x1] of x.entries()) {
    for (let second = first + 1; second < x.length; second++) {
      const run = (x[second] ?? NaN) - x1;
      if (run !== 0) slopes.push(((y[second] ?? NaN) - (y[first] ?? NaN)) / run);
    }
  }
  return slopes.length === 0 ? undefined : median(slopes);
}

/** Enough points for a line, and few enough that all pairs cost nothing. */
const mostPoints = 24;

/**
 * How fast values drift with `at`, such as seconds since the first: Theil-Sen over the medians of at most 24 batches of
 * consecutive values. Least squares follows single interrupted iterations, which take three times as long as their neighbours;
 * and all pairs of thousands of iterations are millions. Undefined for fewer than three values, or where `at` stands still.
 */
export function driftSlope(at: readonly number[], values: readonly number[]): number | undefined {
  if (at.length !== values.length) throw new RangeError('each value needs its place');
  if (values.length < 3) return undefined;
  const batches = Math.min(mostPoints, values.length);
  const start = (batch: number): number => Math.floor((batch * values.length) / batches);
  const batched = (of: readonly number[], centre: (some: readonly number[]) => number): number[] =>
    Array.from({ length: batches }, (_, batch) => centre(of.slice(start(batch), start(batch + 1))));
  return theilSen(batched(at, mean), batched(values, median));
}
