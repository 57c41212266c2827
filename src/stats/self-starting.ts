/**
 * Each value standardized by all that came before it, from the third on (Hawkins 1987, "Self-starting CUSUM charts for
 * location and scale"): independent and standard normal where nothing changes, also while mean and spread are hardly known yet,
 * which a fixed baseline of ten values is not. The t of a value becomes normal by Wallace's transformation (1959, "Bounds on
 * normal approximations to Student's and the chi-square distributions"). Values that never varied before are 0 while they stay
 * the same, and infinite once they do not.
 */
export function selfStarting(values: readonly number[]): (number | undefined)[] {
  let [n, mean, squares] = [0, 0, 0];
  return values.map((value) => {
    const standardized = n < 2 ? undefined : normalOf(n, value - mean, Math.sqrt(squares / (n - 1)));
    const off = value - mean;
    n += 1;
    mean += off / n;
    squares += off * (value - mean);
    return standardized;
  });
}

/** Against the mean and the standard deviation of `n` values before. */
function normalOf(n: number, off: number, deviation: number): number {
  if (off === 0) return 0;
  if (deviation === 0) return Math.sign(off) * Infinity;
  const t = (off / deviation) * Math.sqrt(n / (n + 1));
  const freedom = n - 1;
  return Math.sign(t) * ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * Math.log1p((t * t) / freedom));
}
