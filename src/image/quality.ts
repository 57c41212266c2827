import { lumaOf } from './luma.js';
import type { Rgb8 } from './rgb.js';
import { meanSsim, windowSide } from './ssim.js';

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
  if (Math.min(truth.width, truth.height) - 2 * border < windowSide) throw new RangeError('the images are too small');
  const [y, trueY] = [lumaOf(upscaled, border), lumaOf(truth, border)];
  return {
    psnrYDb: psnr(meanSquare(y.data, trueY.data)),
    psnrRgbDb: psnr(meanSquareInside(upscaled, truth, border)),
    ssimY: meanSsim(y, trueY),
  };
}

/** 20 log10(255 / root mean square), in dB. */
export const psnr = (meanSquaredError: number): number => 20 * Math.log10(255 / Math.sqrt(meanSquaredError));

function meanSquare(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    total += difference * difference;
  }
  return total / a.length;
}

/** Mean squared difference of all RGB samples within the border. */
function meanSquareInside(a: Rgb8, b: Rgb8, border: number): number {
  const [width, height] = [a.width - 2 * border, a.height - 2 * border];
  let total = 0;
  for (let row = 0; row < height; row++) {
    const start = ((row + border) * a.width + border) * 3;
    for (let index = start; index < start + width * 3; index++) {
      const difference = (a.data[index] ?? 0) - (b.data[index] ?? 0);
      total += difference * difference;
    }
  }
  return total / (width * height * 3);
}
