import type { Rgb8 } from './rgb.js';

/** One channel of float64 samples, row-major. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/**
 * Luma as super-resolution papers take it: ITU-R BT.601 in 16-235, not rounded (MATLAB's rgb2ycbcr on doubles). `border`
 * pixels are left out on every side.
 */
export function lumaOf({ width: whole, height: rows, data }: Rgb8, border = 0): Plane {
  const [width, height] = [whole - 2 * border, rows - 2 * border];
  const luma = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = ((row + border) * whole + border) * 3;
    for (let column = 0; column < width; column++) {
      const at = from + column * 3;
      const weighted = 65.481 * (data[at] ?? 0) + 128.553 * (data[at + 1] ?? 0) + 24.966 * (data[at + 2] ?? 0);
      luma[row * width + column] = weighted / 255 + 16;
    }
  }
  return { width, height, data: luma };
}
