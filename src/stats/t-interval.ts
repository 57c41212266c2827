import type { Interval } from './interval.js';
import { tQuantile, tUpperTail } from './student-t.js';
import { mean } from './summary.js';

/** Standard deviation of a sample (n - 1 in the denominator); NaN for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * Two-sided interval of the mean of independent values, by Student (1908), "The probable error of a mean". Undefined for
 * fewer than two values.
 */
export function tInterval(values: readonly number[], confidence = 0.95): Interval | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const centre = mean(values);
  const half = (tQuantile((1 + confidence) / 2, n - 1) * standardDeviation(values)) / Math.sqrt(n);
  return { low: centre - half, high: centre + half };
}

/**
 * One-sided p value of Student's t test that the mean of independent values is above 0. Values that are all alike are
 * certain to be above 0 or not to be (p 0 or 1). Undefined for fewer than two values.
 */
export function tTestAbove0(values: readonly number[]): number | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const centre = mean(values);
  const spread = standardDeviation(values);
  if (spread === 0) return centre > 0 ? 0 : 1;
  return tUpperTail((centre * Math.sqrt(n)) / spread, n - 1);
}
