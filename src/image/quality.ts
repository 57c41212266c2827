import { lumaOf, trimBorder } from './luma.js';
import type { Plane } from './luma.js';
import type { Rgb8 } from './rgb.js';

/** How near an upscaled image comes to the true one. PSNR is Infinity for equal images. */
export interface Quality {
  readonly psnrYDb: number;
  readonly psnrRgbDb: number;
  readonly ssimY: number;
}

/**
 * Compares two images of one size as SwinIR's main_test_swinir.py does: `border` pixels (the scale) are left out on
 * every side. Throws RangeError for sizes that differ or leave fewer than 11 pixels a side, SSIM's window.
 */
export function compareImages(upscaled: Rgb8, truth: Rgb8, border: number): Quality {
  if (upscaled.width !== truth.width || upscaled.height !== truth.height) {
    throw new RangeError('the images differ in size');
  }
  if (Math.min(truth.width, truth.height) - 2 * border < window.length)
    throw new RangeError('the images are too small');
  const [y, trueY] = [trimBorder(lumaOf(upscaled), border), trimBorder(lumaOf(truth), border)];
  return {
    psnrYDb: psnr(meanSquare(y.data, trueY.data)),
    psnrRgbDb: psnr(meanSquare(samplesInside(upscaled, border), samplesInside(truth, border))),
    ssimY: ssim(y, trueY),
  };
}

/** 20 log10(255 / root mean square), in dB. */
export const psnr = (meanSquaredError: number): number => 20 * Math.log10(255 / Math.sqrt(meanSquaredError));

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2;
  return total / a.length;
}

function samplesInside({ width, height, data }: Rgb8, border: number): Uint8Array {
  const rows = Array.from({ length: height - 2 * border }, (_, row) =>
    data.subarray(((row + border) * width + border) * 3, ((row + border) * width + width - border) * 3),
  );
  return Buffer.concat(rows);
}

/** 11 Gaussian weights, sigma 1.5, as Wang et al. (IEEE TIP 13(4), 2004) weigh their window. */
const window = normalise(Array.from({ length: 11 }, (_, index) => Math.exp(-((index - 5) ** 2) / (2 * 1.5 ** 2))));
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

function normalise(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Mean structural similarity over the places where the whole window fits. */
function ssim(a: Plane, b: Plane): number {
  const meanA = blur(a);
  const meanB = blur(b);
  const squareA = blur(multiply(a, a));
  const squareB = blur(multiply(b, b));
  const cross = blur(multiply(a, b));
  let total = 0;
  for (let index = 0; index < meanA.length; index++) {
    const [ma, mb] = [meanA[index] ?? 0, meanB[index] ?? 0];
    const varianceA = (squareA[index] ?? 0) - ma * ma;
    const varianceB = (squareB[index] ?? 0) - mb * mb;
    const covariance = (cross[index] ?? 0) - ma * mb;
    total += ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((ma * ma + mb * mb + c1) * (varianceA + varianceB + c2));
  }
  return total / meanA.length;
}

const multiply = (a: Plane, b: Plane): Plane => ({
  ...a,
  data: a.data.map((value, index) => value * (b.data[index] ?? 0)),
});

/** The window's weighted mean at every place where it fits. */
function blur({ width, height, data }: Plane): Float64Array {
  const [outWidth, outHeight] = [width - window.length + 1, height - window.length + 1];
  const rows = new Float64Array(outWidth * height);
  for (let index = 0; index < rows.length; index++) {
    const start = Math.floor(index / outWidth) * width + (index % outWidth);
    rows[index] = window.reduce((sum, weight, tap) => sum + weight * (data[start + tap] ?? 0), 0);
  }
  return Float64Array.from({ length: outWidth * outHeight }, (_, index) =>
    window.reduce((sum, weight, tap) => sum + weight * (rows[index + tap * outWidth] ?? 0), 0),
  );
}
