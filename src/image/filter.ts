/*
 * Separable filters on bands of rows, so that a metric of a large photo holds a few rows of it at a time. A kernel has
 * 2 * reach + 1 weights, which lie over the samples as they are (a correlation). Bands are row-major float64.
 */

/** What a filter sees beyond the ends of a row: nothing, or the outermost sample again. */
export type Edge = 'zero' | 'repeat';

/** How wide a band is, and how many rows are asked for. */
interface Extent {
  readonly width: number;
  readonly rows: number;
}

/** Weighted sums along each row of a band. */
export function filterRows(
  source: Float64Array,
  { width, rows }: Extent,
  kernel: Float64Array,
  edge: Edge,
  target: Float64Array,
): void {
  const reach = (kernel.length - 1) / 2;
  const padded = new Float64Array(width + 2 * reach);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    padded.set(source.subarray(from, from + width), reach);
    if (edge === 'repeat') {
      padded.fill(source[from] ?? 0, 0, reach);
      padded.fill(source[from + width - 1] ?? 0, reach + width);
    }
    sumOfTaps(padded, 0, 1, kernel, target, from, width);
  }
}

/** Weighted sums along each column: `rows` rows out of a band that has the kernel's reach more above and below. */
export function filterColumns(
  source: Float64Array,
  { width, rows }: Extent,
  kernel: Float64Array,
  target: Float64Array,
): void {
  for (let row = 0; row < rows; row++) sumOfTaps(source, row * width, width, kernel, target, row * width, width);
}

/**
 * Adds up `length` neighbouring samples, each tap `step` samples after the one before. Four taps at a time, so that the loop runs
 * along memory and writes seldom.
 */
function sumOfTaps(
  source: Float64Array,
  start: number,
  step: number,
  kernel: Float64Array,
  target: Float64Array,
  to: number,
  length: number,
): void {
  target.fill(0, to, to + length);
  let tap = 0;
  for (; tap + 4 <= kernel.length; tap += 4) {
    const [w0, w1, w2, w3] = [kernel[tap] ?? 0, kernel[tap + 1] ?? 0, kernel[tap + 2] ?? 0, kernel[tap + 3] ?? 0];
    const from0 = start + tap * step;
    const [from1, from2, from3] = [from0 + step, from0 + 2 * step, from0 + 3 * step];
    for (let index = 0; index < length; index++) {
      target[to + index] =
        (target[to + index] ?? 0) +
        w0 * (source[from0 + index] ?? 0) +
        w1 * (source[from1 + index] ?? 0) +
        w2 * (source[from2 + index] ?? 0) +
        w3 * (source[from3 + index] ?? 0);
    }
  }
  for (; tap < kernel.length; tap++) {
    const weight = kernel[tap] ?? 0;
    const from = start + tap * step;
    for (let index = 0; index < length; index++) {
      target[to + index] = (target[to + index] ?? 0) + weight * (source[from + index] ?? 0);
    }
  }
}

/** Rows of an image, in order; all but the last band have `most`. */
export function bandsOf(height: number, most: number): { readonly first: number; readonly rows: number }[] {
  return Array.from({ length: Math.ceil(height / most) }, (_, index) => ({
    first: index * most,
    rows: Math.min(most, height - index * most),
  }));
}

/** 2 * reach + 1 weights, which begin at -reach. */
export const kernelOf = (reach: number, weightAt: (offset: number) => number): Float64Array =>
  Float64Array.from({ length: 2 * reach + 1 }, (_, index) => weightAt(index - reach));

/** Weights that sum to 1. */
export function normalized(kernel: Float64Array): Float64Array {
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  return kernel.map((weight) => weight / total);
}
