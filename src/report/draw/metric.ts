/** Columns of results.csv with the ends of an interval. */
export interface Interval {
  readonly low: 'latency_ci_low_ms' | 'energy_low_mj';
  readonly high: 'latency_ci_high_ms' | 'energy_high_mj';
}

/** A column of results.csv that can be an axis. */
export interface Metric {
  /** The column's name. */
  readonly name: string;
  /** For an axis, with the unit. */
  readonly title: string;
  /** As it stands behind a figure; empty where there is none. */
  readonly unit: string;
  /** What a figure of the column is multiplied by for the page. */
  readonly times: number;
  /** Decimals on the page. */
  readonly digits: number;
  readonly better: 'less' | 'more';
  /** Whether sustained cases alone have it, whose frames go on for minutes. */
  readonly isOfFrames: boolean;
  /** The columns with its interval, where the tables have one. */
  readonly interval?: Interval;
}

/** A figure of the table as the page shows it, without its unit. */
export const shown = ({ times, digits }: Metric, value: number): string => (value * times).toFixed(digits);

/** An axis title without its unit. */
export const nameOf = ({ title, unit }: Metric): string =>
  unit === '' ? title : title.slice(0, title.length - `, ${unit}`.length);

/** With its unit, as in a sentence. */
export const inWords = (metric: Metric, value: number): string => `${shown(metric, value)} ${metric.unit}`.trim();
