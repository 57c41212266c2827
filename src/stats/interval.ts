export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** An estimate with the interval of the same estimator. Without an interval, the values say nothing about their spread. */
export interface Estimate {
  readonly centre: number;
  readonly interval: Interval | undefined;
}
