import type { Rgb8 } from './rgb.js';

/** One channel of float64 samples, row-major. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Luma as super-resolution papers take it: ITU-R BT.601 in 16-235, not rounded (MATLAB's rgb2ycbcr on doubles). */
export function lumaOf({ width, height, data }: Rgb8): Plane {
  const luma = Float64Array.from({ length: width * height }, (_, pixel) => {
    const [red, green, blue] = [data[pixel * 3] ?? 0, data[pixel * 3 + 1] ?? 0, data[pixel * 3 + 2] ?? 0];
    return (65.481 * red + 128.553 * green + 24.966 * blue) / 255 + 16;
  });
  return { width, height, data: luma };
}

/** The plane without `border` samples on every side. */
export function trimBorder({ width, height, data }: Plane, border: number): Plane {
  const inner = { width: width - 2 * border, height: height - 2 * border };
  const rows = Array.from({ length: inner.height }, (_, row) => (row + border) * width + border);
  const out = new Float64Array(inner.width * inner.height);
  rows.forEach((start, row) => {
    out.set(data.subarray(start, start + inner.width), row * inner.width);
  });
  return { ...inner, data: out };
}
