import type { Rgb8 } from '../../src/image/rgb.js';

/** Something like a photograph, and the same a little changed. */
export function photoPair(width: number, height: number): readonly [Rgb8, Rgb8] {
  const truth = new Uint8Array(width * height * 3);
  const other = new Uint8Array(truth.length);
  for (let index = 0; index < truth.length; index++) {
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    const value = 128 + 80 * Math.sin(x / 9 + (index % 3)) * Math.cos(y / 13) + ((x * 31 + y * 17) % 23);
    truth[index] = value;
    other[index] = Math.min(255, value + ((x * x + 3 * y + index) % 9));
  }
  return [
    { width, height, data: truth },
    { width, height, data: other },
  ];
}
