import jstat from 'jstat';
import type { Interval } from './batch-interval.js';
import { mean } from './summary.js';

/** Fewest launches whose spread says anything about the next launch. */
export const fewestLaunches = 5;

/**
 * A 95 % interval of the centre over launches, by Student's t over the launches' own medians. Undefined for fewer than
 * five.
 */
export function acrossLaunches(medians: readonly number[]): Interval | undefined {
  const n = medians.length;
  if (n < fewestLaunches) return undefined;
  const centre = mean(medians);
  const variance = medians.reduce((total, value) => total + (value - centre) ** 2, 0) / (n - 1);
  const half = jstat.studentt.inv(0.975, n - 1) * Math.sqrt(variance / n);
  return { low: centre - half, high: centre + half };
}
