import type { Estimate } from './interval.js';
import { tInterval } from './t-interval.js';
import { mean } from './summary.js';

/** Fewest launches whose spread says anything about the next launch. */
export const fewestLaunches = 5;

/**
 * The geometric mean of the launches' medians (above 0), with a 95 % interval by Student's t over their logarithms from five
 * launches on. Noise of launches is relative, so it is their logarithms that spread evenly; and the quotient of two such
 * centres is the effect that a comparison of the two estimates. `scripts/perf/verdicts` measures its error beside that of other
 * estimators. A median of 0 makes the centre 0, without an interval. Throws RangeError for no values.
 */
export function acrossLaunches(medians: readonly number[]): Estimate {
  if (medians.length === 0) throw new RangeError('no launches have no centre');
  const logs = medians.map(Math.log);
  const enough = logs.length >= fewestLaunches && medians.every((value) => value > 0);
  const interval = enough ? tInterval(logs) : undefined;
  return {
    centre: Math.exp(mean(logs)),
    interval: interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) },
  };
}
