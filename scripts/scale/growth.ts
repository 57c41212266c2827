/**
 * The exponent b of the power law cost = a * size^b that fits best, by least squares of logarithms. Undefined without two
 * sizes at which something was spent.
 */
export function growthExponent(points: readonly (readonly [size: number, cost: number])[]): number | undefined {
  const logs = points.filter(([, cost]) => cost > 0).map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map(([log]) => log)), mean(logs.map(([, log]) => log))];
  const spread = logs.reduce((sum, [log]) => sum + (log - x) ** 2, 0);
  if (logs.length < 2 || spread === 0) return undefined;
  return logs.reduce((sum, [size, cost]) => sum + (size - x) * (cost - y), 0) / spread;
}
