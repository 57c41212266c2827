import type { Rgb8, Size } from '../../image/rgb.js';

/** A window of a picture. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

const step = 4;

/** The square of at most `side` pixels in which the pictures, all of one size, differ most from one another. */
export function whereTheyDiffer(pictures: readonly Rgb8[], side: number): Region {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('no pictures differ nowhere');
  const { width, height } = first;
  const [w, h] = [Math.min(side, width), Math.min(side, height)];
  const sums = summed(pictures, first);
  const inside = (x: number, y: number): number => {
    const at = (column: number, row: number): number => sums[row * (width + 1) + column] ?? 0;
    return at(x + w, y + h) - at(x, y + h) - at(x + w, y) + at(x, y);
  };
  let best: Region = { x: 0, y: 0, width: w, height: h };
  for (let y = 0; y + h <= height; y += step) {
    for (let x = 0; x + w <= width; x += step) {
      if (inside(x, y) > inside(best.x, best.y)) best = { ...best, x, y };
    }
  }
  return best;
}

/** Sums over all pixels above and to the left, of how far the pictures lie apart in a pixel. */
function summed(pictures: readonly Rgb8[], { width, height }: Size): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += apart(pictures, (y * width + x) * 3);
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

function apart(pictures: readonly Rgb8[], at: number): number {
  let total = 0;
  for (let channel = at; channel < at + 3; channel++) {
    let [least, most] = [255, 0];
    for (const { data } of pictures) {
      const level = data[channel] ?? 0;
      if (level < least) least = level;
      if (level > most) most = level;
    }
    total += Math.max(0, most - least);
  }
  return total;
}
