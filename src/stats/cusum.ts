export interface Cusum {
  /** The first value with which the sum passes its limit, and on which side. Undefined where it never does. */
  readonly alarm: { readonly index: number; readonly direction: 'up' | 'down' } | undefined;
  /** Where the sum that alarmed last was 0: the change is most likely the value after it. */
  readonly began: number | undefined;
}

/**
 * Page's two-sided cumulative sum (1954, "Continuous inspection schemes"): adds up how far standardized values lie beyond
 * `k` and alarms beyond `h`, both in standard deviations. k .5 and h 5 (Montgomery, Statistical Quality Control, 9.1) look for
 * a shift of one standard deviation, which it finds after ten values on average, against one false alarm in 465.
 *
 * @param values each minus its expectation, divided by its standard deviation, in the order of time
 */
export function cusum(values: readonly number[], { k = 0.5, h = 5 } = {}): Cusum {
  let [up, down] = [0, 0];
  let [upFrom, downFrom] = [0, 0];
  for (const [index, value] of values.entries()) {
    up = Math.max(0, up + value - k);
    down = Math.max(0, down - value - k);
    if (up > h) return { alarm: { index, direction: 'up' }, began: upFrom };
    if (down > h) return { alarm: { index, direction: 'down' }, began: downFrom };
    if (up === 0) upFrom = index + 1;
    if (down === 0) downFrom = index + 1;
  }
  return { alarm: undefined, began: undefined };
}
