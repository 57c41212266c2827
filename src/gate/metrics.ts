import { resultsTable } from '../results/tables/results.js';

/** The columns of results.csv that a budget can limit: every figure. */
export const metrics: readonly string[] = resultsTable.columns
  .filter(({ name, type }) => (type === 'number' || type === 'integer') && name !== 'schema_version')
  .map(({ name }) => name);

/** Where the 95 % interval of a metric stands. Metrics that are not named here are judged by their point alone. */
const intervals: Readonly<Record<string, { readonly low: string; readonly high: string }>> = {
  latency_median_ms: { low: 'latency_ci_low_ms', high: 'latency_ci_high_ms' },
};

export const intervalOf = (metric: string): { readonly low: string; readonly high: string } | undefined =>
  intervals[metric];
export const metricsWithInterval = Object.keys(intervals);
