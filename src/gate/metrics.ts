import { networkMetrics } from '../plan/figure-names.js';
import { sustained } from '../results/tables/case/sustained.js';
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

/** The columns with the interval of a metric, of 95 % or as docs/measurement.md says. Every other metric is judged by its point alone. */
const intervals: Partial<Record<Metric, IntervalColumns>> = {
  latency_median_ms: { low: 'latency_ci_low_ms', high: 'latency_ci_high_ms' },
  energy_per_image_mj: { low: 'energy_low_mj', high: 'energy_high_mj' },
};

export const intervalOf = (metric: Metric): IntervalColumns | undefined => intervals[metric];
export const metricsWithInterval: readonly string[] = Object.keys(intervals);

/** In what a change from a baseline is said: a share of the baseline's figure, or a difference of two logarithms. */
export const changeUnits = ['%', 'dB'] as const;
export type ChangeUnit = (typeof changeUnits)[number];

/** Which way a metric gets worse. */
export interface Worsening {
  readonly by: 'growing' | 'falling';
  readonly unit: ChangeUnit;
}

/** What the name does not tell: a column's unit is in its name. */
const worsenings: Partial<Record<Metric, Worsening>> = {
  ssim_y: { by: 'falling', unit: '%' },
  ms_ssim: { by: 'falling', unit: '%' },
  ssimulacra2: { by: 'falling', unit: '%' },
  flip: { by: 'growing', unit: '%' },
  niqe: { by: 'growing', unit: '%' },
  lpips: { by: 'growing', unit: '%' },
  dists: { by: 'growing', unit: '%' },
  deadline_miss_share: { by: 'growing', unit: '%' },
  speed_retained: { by: 'falling', unit: '%' },
  params: { by: 'growing', unit: '%' },
  macs_per_pixel: { by: 'growing', unit: '%' },
  nonzero_params: { by: 'growing', unit: '%' },
};

/** Undefined for a metric of which neither more nor less is better, such as the width of an image. */
export function worseningOf(metric: Metric): Worsening | undefined {
  if (/_db$/.test(metric)) return { by: 'falling', unit: 'dB' };
  if (/_(ms|bytes|w|mj)$/.test(metric)) return { by: 'growing', unit: '%' };
  return worsenings[metric];
}

/** Metrics of time whose launches spread as those of a calibration do, or more. */
export const hasNoiseFloor = (metric: Metric): boolean => /^(latency|end_to_end)_.*_ms$/.test(metric);

/** Metrics of a network that a person names, which may be another one in another run. */
export const isOfNetwork = (metric: Metric): boolean => networkMetrics.some((name) => name === metric);

/** Metrics that sustained cases alone have. */
export const isOfFrames = (metric: Metric): boolean => sustained.some(({ name }) => name === metric);

/** Metrics of the package, the same on every phone and under every iOS. */
export const isOfPackage = (metric: Metric): boolean =>
  resultsTable.columns.some(({ name, owner }) => name === metric && owner === 'package');
