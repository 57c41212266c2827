/** A column of results.csv that can be an axis. */
export interface Metric {
  /** The column's name. */
  readonly name: string;
  /** For an axis, with the unit. */
  readonly title: string;
  /** What a figure of the column is multiplied by for the page. */
  readonly times: number;
  /** Decimals on the page. */
  readonly digits: number;
  readonly better: 'less' | 'more';
}

/** A figure of the table as the page shows it, without its unit. */
export const shown = ({ times, digits }: Metric, value: number): string => (value * times).toFixed(digits);

/** An axis title without its unit. */
export const nameOf = ({ title }: Metric): string => title.replace(/, (?:ms|MB|mJ|dB|%|thousands)$/, '');

const unitOf = ({ title }: Metric): string => /, (ms|MB|mJ|dB|%|thousands)$/.exec(title)?.[1] ?? '';

/** With its unit, as in a sentence. */
export const inWords = (metric: Metric, value: number): string => `${shown(metric, value)} ${unitOf(metric)}`.trim();
