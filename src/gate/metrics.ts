import { resultsTable } from '../results/tables/results.js';

type FigureColumn = Extract<(typeof resultsTable.columns)[number], { readonly type: 'number' | 'integer' }>;

/** A column of results.csv that a budget can limit: every figure. */
export type Metric = Exclude<FigureColumn['name'], 'schema_version'>;

export const metrics: readonly Metric[] = resultsTable.columns.flatMap(({ name, type }) =>
  (type === 'number' || type === 'integer') && name !== 'schema_version' ? [name] : [],
);

interface IntervalColumns {
  readonly low: Metric;
  readonly high: Metric;
}

/** The columns with the 95 % interval of a metric. Every other metric is judged by its point alone. */
const intervals: Partial<Record<Metric, IntervalColumns>> = {
  latency_median_ms: { low: 'latency_ci_low_ms', high: 'latency_ci_high_ms' },
};

export const intervalOf = (metric: Metric): IntervalColumns | undefined => intervals[metric];
export const metricsWithInterval: readonly string[] = Object.keys(intervals);
