import type { Estimate } from './interval.js';
import { tQuantile } from './student-t.js';
import { median } from './summary.js';

const batches = 10;

/**
 * The median of one launch with a 95 % interval by sectioning (Asmussen and Glynn, Stochastic Simulation, 2007, III.5;
 * Nakayama 2014, "Confidence intervals for quantiles using sectioning"): ten batches of consecutive values, Student's t over
 * the distances of their medians from the median of all. Iterations of one process are not independent, and their own
 * spread would promise far too much. No interval for fewer than two values a batch. Throws RangeError for no values.
 */
export function withinLaunch(values: readonly number[]): Estimate {
  const centre = median(values);
  if (values.length < 2 * batches) return { centre, interval: undefined };
  const start = (batch: number): number => Math.floor((batch * values.length) / batches);
  const squares = Array.from(
    { length: batches },
    (_, batch) => (median(values.slice(start(batch), start(batch + 1))) - centre) ** 2,
  );
  const variance = squares.reduce((total, square) => total + square, 0) / (batches - 1);
  const half = tQuantile(0.975, batches - 1) * Math.sqrt(variance / batches);
  return { centre, interval: { low: centre - half, high: centre + half } };
}
