import type { LinearImage } from './linear-rgb.js';

/*
 * JPEG XL's XYB colours (ISO/IEC 18181-1, annex L.2) of sRGB's primaries, shifted and scaled to 0 to 1 as SSIMULACRA 2.1 does:
 * red against green, lightness, and blue against lightness.
 */

const bias = 0.0037930732552754493;
const rootOfBias = Math.cbrt(bias);

/** How much long, medium and short cones absorb of red, green and blue light. */
const [longRed, longBlue] = [0.3, 0.078];
const longGreen = 1 - longBlue - longRed;
const [mediumRed, mediumBlue] = [0.23, 0.078];
const mediumGreen = 1 - mediumBlue - mediumRed;
const [shortRed, shortGreen] = [0.24342268924547819, 0.20476744424496821];
const shortBlue = 1 - shortRed - shortGreen;

const response = (light: number): number => Math.cbrt(Math.max(0, light + bias)) - rootOfBias;

export type ThreePlanes = readonly [Float64Array, Float64Array, Float64Array];

export const threePlanes = (samples: number): ThreePlanes => [
  new Float64Array(samples),
  new Float64Array(samples),
  new Float64Array(samples),
];

/** Writes `rows` rows of an image from `first` on into three planes; rows outside the image are 0. */
export function xybRows(image: LinearImage, first: number, rows: number, [x, y, b]: ThreePlanes): void {
  const { width, height } = image;
  const linear = new Float64Array(width * 3);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const source = first + row;
    if (source < 0 || source >= height) {
      for (const plane of [x, y, b]) plane.fill(0, from, from + width);
      continue;
    }
    image.readRow(source, linear);
    for (let column = 0; column < width; column++) {
      const red = linear[column * 3] ?? 0;
      const green = linear[column * 3 + 1] ?? 0;
      const blue = linear[column * 3 + 2] ?? 0;
      const long = response(longRed * red + longGreen * green + longBlue * blue);
      const medium = response(mediumRed * red + mediumGreen * green + mediumBlue * blue);
      const short = response(shortRed * red + shortGreen * green + shortBlue * blue);
      const lightness = (long + medium) / 2;
      x[from + column] = ((long - medium) / 2) * 14 + 0.42;
      y[from + column] = lightness + 0.01;
      b[from + column] = short - lightness + 0.55;
    }
  }
}
