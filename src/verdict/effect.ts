import type { Interval } from '../stats/interval.js';

/** How much the candidate differs: shares of the base, so .05 is 5 % slower and -.05 is 5 % faster. */
export interface Effect {
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** What the interval holds the change with; both come from the mean over launches (or nights) of log(candidate / base). */
  readonly confidence: number;
}

export const effectOf = (log: number, { low, high }: Interval, confidence: number): Effect => ({
  change: Math.expm1(log),
  low: Math.expm1(low),
  high: Math.expm1(high),
  confidence,
});
