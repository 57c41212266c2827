/** Numbers in an order that matters, as an array has them. */
export type Numbers = Readonly<ArrayLike<number>>;

/** The values from small to large, in an array of their own. Such an array of doubles sorts several times as fast as others. */
export const ascending = (values: Numbers): Float64Array => Float64Array.from(values).sort();

/** Linear between order statistics (Hyndman and Fan's type 7, NumPy's default). Throws RangeError for no values. */
export function quantileOfSorted(sorted: Numbers, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new RangeError('no values have no quantile');
  return below + (above - below) * (at - Math.floor(at));
}

export const quantile = (values: Numbers, share: number): number => quantileOfSorted(ascending(values), share);

export const median = (values: Numbers): number => quantile(values, 0.5);

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
function outlierFlags(values: readonly number[]): boolean[] {
  const centre = median(values);
  const distances = values.map((value) => Math.abs(value - centre));
  const limit = 14.826 * median(distances);
  return distances.map((distance) => distance > limit);
}

/** Share of values that are outliers. */
export const outlierRate = (values: readonly number[]): number =>
  outlierFlags(values).filter(Boolean).length / values.length;

/** The same of values from small to large. Their distances from the median are in order on both sides, and need no sorting. */
export function outlierRateOfSorted(sorted: Numbers): number {
  const centre = quantileOfSorted(sorted, 0.5);
  const distances = new Float64Array(sorted.length);
  let [low, high] = [0, sorted.length - 1];
  // From the farthest to the nearest.
  for (let place = sorted.length - 1; place >= 0; place--) {
    const below = Math.abs((sorted[low] ?? NaN) - centre);
    const above = Math.abs((sorted[high] ?? NaN) - centre);
    if (below > above) low++;
    else high--;
    distances[place] = Math.max(below, above);
  }
  const limit = 14.826 * quantileOfSorted(distances, 0.5);
  let outliers = 0;
  while (outliers < distances.length && (distances[distances.length - 1 - outliers] ?? NaN) > limit) outliers++;
  return outliers / distances.length;
}
