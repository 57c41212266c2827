import { lumaOf } from './luma.js';
import type { Plane } from './luma.js';
import type { Rgb8 } from './rgb.js';
import { meanContrast, meanSsim } from './ssim.js';

/*
 * Wang, Simoncelli, Bovik: Multiscale structural similarity for image quality assessment (Asilomar 2003), with the weights of
 * section 4.2 and, as in its authors' program, the mean of 2x2 pixels between two scales, edges mirrored.
 */

/** Exponents of the five scales, the finest first. */
const weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/** The shortest side whose coarsest scale still holds SSIM's window of 11 pixels. */
export const msSsimSide = 11 * 2 ** (weights.length - 1);

/**
 * Multi-scale SSIM of two images of one size on BT.601 luma, 1 for equal ones; `border` pixels are left out on every side, and
 * 176 have to be left of each. A scale whose contrasts are opposed on average counts as 0.
 */
export function msSsim(upscaled: Rgb8, truth: Rgb8, border: number): number {
  let [a, b] = [lumaOf(upscaled, border), lumaOf(truth, border)];
  let product = 1;
  for (const [index, weight] of weights.entries()) {
    const isCoarsest = index === weights.length - 1;
    const similarity = isCoarsest ? meanSsim(a, b) : meanContrast(a, b);
    product *= Math.max(0, similarity) ** weight;
    if (!isCoarsest) [a, b] = [halved(a), halved(b)];
  }
  return product;
}

/** Half as large, each sample the mean of four; an odd last row or column is mirrored. */
function halved({ width: whole, height: rows, data }: Plane): Plane {
  const [width, height] = [Math.ceil(whole / 2), Math.ceil(rows / 2)];
  const out = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const upper = 2 * row * whole;
    const lower = Math.min(2 * row + 1, rows - 1) * whole;
    for (let column = 0; column < width; column++) {
      const left = 2 * column;
      const right = Math.min(left + 1, whole - 1);
      const above = (data[upper + left] ?? 0) + (data[upper + right] ?? 0);
      out[row * width + column] = (above + (data[lower + left] ?? 0) + (data[lower + right] ?? 0)) / 4;
    }
  }
  return { width, height, data: out };
}
