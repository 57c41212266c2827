import type { Rgb8 } from './rgb.js';

/** The light that each byte of sRGB stands for, 0 to 1 (IEC 61966-2-1). */
const linearOfByte = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** An image in linear light, which gives a row at a time: RGB, `width * 3` samples. */
export interface LinearImage {
  readonly width: number;
  readonly height: number;
  readRow(row: number, target: Float64Array): void;
}

/** An image without `border` pixels on every side. */
export function linearImage({ width: whole, height, data }: Rgb8, border = 0): LinearImage {
  const width = whole - 2 * border;
  return {
    width,
    height: height - 2 * border,
    readRow(row, target) {
      const from = ((row + border) * whole + border) * 3;
      for (let index = 0; index < width * 3; index++) target[index] = linearOfByte[data[from + index] ?? 0] ?? 0;
    },
  };
}

/** Half as large, each pixel the mean of four; an odd last row or column counts twice. */
export function halvedLinear(image: LinearImage): LinearImage {
  const [width, height] = [Math.ceil(image.width / 2), Math.ceil(image.height / 2)];
  const data = new Float64Array(width * height * 3);
  const [upper, lower] = [new Float64Array(image.width * 3), new Float64Array(image.width * 3)];
  for (let row = 0; row < height; row++) {
    image.readRow(2 * row, upper);
    image.readRow(Math.min(2 * row + 1, image.height - 1), lower);
    for (let column = 0; column < width; column++) {
      const left = 2 * column * 3;
      const right = Math.min(2 * column + 1, image.width - 1) * 3;
      const to = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] =
          ((upper[left + channel] ?? 0) +
            (upper[right + channel] ?? 0) +
            (lower[left + channel] ?? 0) +
            (lower[right + channel] ?? 0)) /
          4;
      }
    }
  }
  return {
    width,
    height,
    readRow(row, target) {
      target.set(data.subarray(row * width * 3, (row + 1) * width * 3));
    },
  };
}
