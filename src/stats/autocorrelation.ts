import { mean } from './summary.js';

/**
 * Lag-1 autocorrelation of consecutive values, between -1 and 1 (Box, Jenkins and Reinsel, Time Series Analysis, 2.1.4).
 * Near 0 each iteration brings news; near 1 many iterations say little more than one. Undefined for fewer than three values,
 * and for values that are all alike.
 */
export function lag1Autocorrelation(values: readonly number[]): number | undefined {
  if (values.length < 3) return undefined;
  const centre = mean(values);
  let [products, squares, previous] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const distance = (values[index] ?? NaN) - centre;
    squares += distance * distance;
    // Nothing comes before the first, and 0 adds nothing.
    products += distance * previous;
    previous = distance;
  }
  return squares === 0 ? undefined : products / squares;
}
