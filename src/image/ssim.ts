import type { Plane } from './luma.js';

/** Pixels a side of the window. */
export const windowSide = 11;
const ring = windowSide;

/** Half of 11 Gaussian weights, sigma 1.5, from the centre outwards, as Wang et al. (IEEE TIP 13(4), 2004) weigh their window. */
const [w0, w1, w2, w3, w4, w5] = gaussian();
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

function gaussian(): readonly [number, number, number, number, number, number] {
  const weight = (distance: number): number => Math.exp(-(distance ** 2) / (2 * 1.5 ** 2));
  const total = weight(0) + 2 * (weight(1) + weight(2) + weight(3) + weight(4) + weight(5));
  const share = (distance: number): number => weight(distance) / total;
  return [share(0), share(1), share(2), share(3), share(4), share(5)];
}

/** Mean structural similarity of two planes of one size, over the places where the whole window fits. */
export const meanSsim = (a: Plane, b: Plane): number => meanOverPlaces(a, b, similarity);

/** The same of contrast and structure alone, without the comparison of means. */
export const meanContrast = (a: Plane, b: Plane): number => meanOverPlaces(a, b, contrast);

/** Sums what one row of places has, by the blurred samples, sums of squares and products there. */
type RowSum = (meanA: Float64Array, meanB: Float64Array, squares: Float64Array, products: Float64Array) => number;

/**
 * The window is a product of a row and a column, so each row is blurred once along itself and kept until the last of the
 * eleven rows that need it has come. Only the sum of the two variances is asked for, so a^2 + b^2 is blurred, not both.
 */
function meanOverPlaces(a: Plane, b: Plane, sumOfRow: RowSum): number {
  const { width, height } = a;
  const outWidth = width - windowSide + 1;
  const squares = new Float64Array(width);
  const products = new Float64Array(width);
  const rows = Array.from({ length: 4 }, () => new Float64Array(ring * outWidth));
  const blurred = Array.from({ length: 4 }, () => new Float64Array(outWidth));
  const [rowsA, rowsB, rowsSquares, rowsProducts] = rows as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [meanA, meanB, meanSquares, meanProducts] = blurred as [Float64Array, Float64Array, Float64Array, Float64Array];
  let total = 0;
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = (row % ring) * outWidth;
    multiplyRow(a.data, b.data, from, squares, products);
    blurAlong(a.data, from, rowsA, to, outWidth);
    blurAlong(b.data, from, rowsB, to, outWidth);
    blurAlong(squares, 0, rowsSquares, to, outWidth);
    blurAlong(products, 0, rowsProducts, to, outWidth);
    if (row < windowSide - 1) continue;
    blurAcross(rowsA, row, meanA);
    blurAcross(rowsB, row, meanB);
    blurAcross(rowsSquares, row, meanSquares);
    blurAcross(rowsProducts, row, meanProducts);
    total += sumOfRow(meanA, meanB, meanSquares, meanProducts);
  }
  return total / (outWidth * (height - windowSide + 1));
}

function multiplyRow(
  a: Float64Array,
  b: Float64Array,
  from: number,
  squares: Float64Array,
  products: Float64Array,
): void {
  for (let column = 0; column < squares.length; column++) {
    const one = a[from + column] ?? 0;
    const other = b[from + column] ?? 0;
    squares[column] = one * one + other * other;
    products[column] = one * other;
  }
}

/** The window's weighted sum along a row, at each of `length` places. */
function blurAlong(source: Float64Array, from: number, target: Float64Array, to: number, length: number): void {
  for (let place = 0; place < length; place++) {
    const at = from + place;
    target[to + place] =
      w0 * (source[at + 5] ?? 0) +
      w1 * ((source[at + 4] ?? 0) + (source[at + 6] ?? 0)) +
      w2 * ((source[at + 3] ?? 0) + (source[at + 7] ?? 0)) +
      w3 * ((source[at + 2] ?? 0) + (source[at + 8] ?? 0)) +
      w4 * ((source[at + 1] ?? 0) + (source[at + 9] ?? 0)) +
      w5 * ((source[at] ?? 0) + (source[at + 10] ?? 0));
  }
}

/** The window's weighted sum across the eleven rows of a ring, of which `last` came last. */
function blurAcross(rows: Float64Array, last: number, target: Float64Array): void {
  const length = target.length;
  const first = (last + 1) % ring;
  const r0 = first * length;
  const r1 = ((first + 1) % ring) * length;
  const r2 = ((first + 2) % ring) * length;
  const r3 = ((first + 3) % ring) * length;
  const r4 = ((first + 4) % ring) * length;
  const r5 = ((first + 5) % ring) * length;
  const r6 = ((first + 6) % ring) * length;
  const r7 = ((first + 7) % ring) * length;
  const r8 = ((first + 8) % ring) * length;
  const r9 = ((first + 9) % ring) * length;
  const r10 = ((first + 10) % ring) * length;
  for (let place = 0; place < length; place++) {
    target[place] =
      w0 * (rows[r5 + place] ?? 0) +
      w1 * ((rows[r4 + place] ?? 0) + (rows[r6 + place] ?? 0)) +
      w2 * ((rows[r3 + place] ?? 0) + (rows[r7 + place] ?? 0)) +
      w3 * ((rows[r2 + place] ?? 0) + (rows[r8 + place] ?? 0)) +
      w4 * ((rows[r1 + place] ?? 0) + (rows[r9 + place] ?? 0)) +
      w5 * ((rows[r0 + place] ?? 0) + (rows[r10 + place] ?? 0));
  }
}

/** Sum of the structural similarity over one row of places. */
function similarity(
  meanA: Float64Array,
  meanB: Float64Array,
  meanSquares: Float64Array,
  meanProducts: Float64Array,
): number {
  let total = 0;
  for (let place = 0; place < meanA.length; place++) {
    const a = meanA[place] ?? 0;
    const b = meanB[place] ?? 0;
    const product = a * b;
    const squares = a * a + b * b;
    const covariance = (meanProducts[place] ?? 0) - product;
    const variances = (meanSquares[place] ?? 0) - squares;
    total += ((2 * product + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
  }
  return total;
}

/** Sum of the similarity of contrast and structure over one row of places. */
function contrast(
  meanA: Float64Array,
  meanB: Float64Array,
  meanSquares: Float64Array,
  meanProducts: Float64Array,
): number {
  let total = 0;
  for (let place = 0; place < meanA.length; place++) {
    const a = meanA[place] ?? 0;
    const b = meanB[place] ?? 0;
    const covariance = (meanProducts[place] ?? 0) - a * b;
    const variances = (meanSquares[place] ?? 0) - (a * a + b * b);
    total += (2 * covariance + c2) / (variances + c2);
  }
  return total;
}
