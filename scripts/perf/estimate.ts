import type { Interval } from '../../src/stats/interval.js';
import { quantileInterval } from '../../src/stats/quantile-interval.js';
import { median } from '../../src/stats/summary.js';

/** The median of rounds, and within what another run's may be expected. */
export interface RoundsEstimate extends Interval {
  readonly median: number;
}

/** From this many rounds on a median has an interval of 95 %. */
export const fewestRounds = 6;

/** With the order statistics' 95 % interval of the median; of fewer than six rounds with their range, which holds it less surely. */
export function estimateOf(rounds: readonly number[]): RoundsEstimate {
  const sorted = [...rounds].sort((one, other) => one - other);
  const [low, high] = [sorted[0] ?? NaN, sorted.at(-1) ?? NaN];
  return { median: median(sorted), ...(quantileInterval(sorted, 0.5) ?? { low, high }) };
}

/** By how much two intervals may lie apart, as a share: processors change their clock by more from hour to hour. */
export const tolerated = 0.05;

/** Whether two runs may have measured the same: their intervals overlap, or lie less than `tolerated` apart. */
export const agree = (one: Interval, other: Interval): boolean =>
  one.low <= other.high * (1 + tolerated) && other.low <= one.high * (1 + tolerated);
