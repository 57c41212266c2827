/** The values from small to large, in an array of their own. */
export const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** Linear between order statistics (Hyndman and Fan's type 7, NumPy's default). Throws RangeError for no values. */
export function quantileOfSorted(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new RangeError('no values have no quantile');
  return below + (above - below) * (at - Math.floor(at));
}

export const quantile = (values: readonly number[], share: number): number =>
  quantileOfSorted(ascending(values), share);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/**
 * The smallest sample for which a quantile's two-sided 95 % order-statistic interval exists. Below it the quantile is a
 * guess, and its cell stays empty.
 */
export const smallestSampleFor = { p90: 36, p95: 72, p99: 368 } as const;

/**
 * Which values lie further than 14.826 median absolute deviations (ten sigma of a normal) from the median, as hyperfine flags
 * them. They stay in every figure: what a user waits for is a latency, whatever caused it.
 */
export function outlierFlags(values: readonly number[]): boolean[] {
  const centre = median(values);
  const distances = values.map((value) => Math.abs(value - centre));
  const limit = 14.826 * median(distances);
  return distances.map((distance) => distance > limit);
}

/** Share of values that are outliers. */
export const outlierRate = (values: readonly number[]): number =>
  outlierFlags(values).filter(Boolean).length / values.length;
