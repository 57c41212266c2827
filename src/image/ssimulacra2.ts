import { bandsOf, filterColumns, filterRows } from './filter.js';
import { halvedLinear, linearImage } from './linear-rgb.js';
import type { LinearImage } from './linear-rgb.js';
import type { Rgb8 } from './rgb.js';
import { weightedErrors } from './ssimulacra2-weights.js';
import type { Norms } from './ssimulacra2-weights.js';
import { threePlanes, xybRows } from './xyb.js';

/*
 * SSIMULACRA 2.1 by Jon Sneyers (https://github.com/cloudinary/ssimulacra2; libjxl, tools/ssimulacra2.cc, April 2023): at six
 * scales, in three channels of XYB, the mean and the 4-norm of three errors: structure lost, edges that the truth does not
 * have, edges that it alone has.
 */

const scales = 6;

/**
 * The shortest side whose coarsest scale is one of those that the weights were tuned for: the one before it has to have 8 pixels.
 */
export const ssimulacra2Side = 8 * 2 ** (scales - 2) - 2 ** (scales - 2) + 1;

/**
 * What libjxl's recursive filter for a sigma of 1.5 gives for a single 1 (Charalampidis, IEEE TSP 64(16), 2016, a sum of three
 * truncated cosines), from -4 to 4; outside the image all is 0.
 */
const half = [0.2646211054881986, 0.2129285920104222, 0.1093353727774603, 0.0360111146583644, 0.0094143678096537];
const blur = Float64Array.from({ length: 9 }, (_, index) => half[Math.abs(index - 4)] ?? 0);
const reach = 4;

/** Keeps variances of flat parts apart from 0. */
const c2 = 0.0009;

/** Rows that are compared at once: some 15 planes of these are held. */
const bandRows = 32;

/**
 * How good an image looks beside the true one: 100 for equal ones, 90 about where nobody sees a difference, 50 as a middling
 * JPEG, below 0 for very bad ones. `border` pixels are left out on every side, and 113 have to be left of each.
 */
export function ssimulacra2(upscaled: Rgb8, truth: Rgb8, border: number): number {
  let [original, distorted] = [linearImage(truth, border), linearImage(upscaled, border)];
  const norms: Norms[][] = [];
  for (let scale = 0; scale < scales; scale++) {
    if (scale > 0) [original, distorted] = [halvedLinear(original), halvedLinear(distorted)];
    norms.push(normsOf(original, distorted));
  }
  return scoreOf(weightedErrors(norms));
}

function scoreOf(weighted: number): number {
  const error = weighted * 0.9562382616834844;
  const bent = 2.326765642916932 * error - 0.020884521182843837 * error ** 2 + 6.248496625763138e-5 * error ** 3;
  return bent > 0 ? 100 - 10 * bent ** 0.6276336467831387 : 100;
}

/** Of each channel at one scale. */
function normsOf(original: LinearImage, distorted: LinearImage): Norms[] {
  const { width, height } = original;
  const samples = width * (bandRows + 2 * reach);
  const [planesA, planesB] = [threePlanes(samples), threePlanes(samples)];
  const along = new Float64Array(samples);
  const blurred = fourPlanes(width * bandRows);
  const [squares, products] = [new Float64Array(samples), new Float64Array(samples)];
  const sums = [new Float64Array(6), new Float64Array(6), new Float64Array(6)];
  for (const { first, rows } of bandsOf(height, bandRows)) {
    const whole = { width, rows: rows + 2 * reach };
    xybRows(original, first - reach, whole.rows, planesA);
    xybRows(distorted, first - reach, whole.rows, planesB);
    for (const [channel, sum] of sums.entries()) {
      const [a, b] = [planesA[channel], planesB[channel]];
      if (a === undefined || b === undefined) continue;
      multiply(a, b, squares, products);
      for (const [index, source] of [a, b, squares, products].entries()) {
        filterRows(source, whole, blur, 'zero', along);
        filterColumns(along, { width, rows }, blur, blurred[index] ?? along);
      }
      const inner = [reach * width, (reach + rows) * width] as const;
      addErrors(sum, a.subarray(...inner), b.subarray(...inner), blurred);
    }
  }
  return sums.map((sum) => normsFrom(sum, width * height));
}

/** Blurred: the original, the distorted one, the sum of their squares, their product. */
type Blurred = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

const fourPlanes = (samples: number): Blurred => [...threePlanes(samples), new Float64Array(samples)];

function multiply(a: Float64Array, b: Float64Array, squares: Float64Array, products: Float64Array): void {
  for (let index = 0; index < a.length; index++) {
    const [one, other] = [a[index] ?? 0, b[index] ?? 0];
    squares[index] = one * one + other * other;
    products[index] = one * other;
  }
}

function addErrors(
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  [meanA, meanB, square, product]: Blurred,
): void {
  let [lost, lost4, added, added4, gone, gone4] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const mu1 = meanA[index] ?? 0;
    const mu2 = meanB[index] ?? 0;
    const means = 1 - (mu1 - mu2) ** 2;
    const covariance = (product[index] ?? 0) - mu1 * mu2;
    const variances = (square[index] ?? 0) - (mu1 * mu1 + mu2 * mu2);
    const structure = Math.max(0, 1 - (means * (2 * covariance + c2)) / (variances + c2));
    lost += structure;
    lost4 += structure * structure * structure * structure;
    const edges = (1 + Math.abs((b[index] ?? 0) - mu2)) / (1 + Math.abs((a[index] ?? 0) - mu1)) - 1;
    if (edges > 0) {
      added += edges;
      added4 += edges * edges * edges * edges;
    } else {
      gone -= edges;
      gone4 += edges * edges * edges * edges;
    }
  }
  for (const [index, sum] of [lost, lost4, added, added4, gone, gone4].entries())
    sums[index] = (sums[index] ?? 0) + sum;
}

const normsFrom = (sums: Float64Array, pixels: number): Norms =>
  [0, 2, 4].map((index) => [(sums[index] ?? 0) / pixels, ((sums[index + 1] ?? 0) / pixels) ** 0.25] as const);
