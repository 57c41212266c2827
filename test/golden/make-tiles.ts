import { writeFileSync } from 'node:fs';
import type { Size } from '../../src/image/rgb.js';
import { tilesFor } from '../../src/image/tiles.js';
import { tilesFile } from './golden-tiles.js';
import type { GoldenTiles } from './golden-tiles.js';

/*
 * Writes the tiles that the host lays over images of many sizes, which the Swift app's own tiles must equal:
 * `npx tsx test/golden/make-tiles.ts`. Look at the difference in git.
 */

const squares = [32, 64, 128, 256].map((side): Size => ({ width: side, height: side }));
const oblongs: readonly Size[] = [
  { width: 96, height: 64 },
  { width: 48, height: 128 },
];
const tiny = [2, 3, 4].map((side): Size => ({ width: side, height: side }));

/** Smaller than, as large as and larger than an input, on one axis and on both. */
const imagesFor = ({ width, height }: Size): Size[] => [
  { width: Math.ceil(width / 2), height: Math.ceil(height / 3) },
  { width, height },
  { width: width + 1, height },
  { width: Math.ceil(width / 2), height: height * 2 + 1 },
  { width: width * 3 - 1, height: Math.ceil(height / 2) },
  { width: width * 2 + 7, height: Math.ceil(height * 1.5) + 1 },
];

const square = { width: 32, height: 32 };
const oblong = { width: 64, height: 48 };

/** Margins that are stated, also those that leave nothing of a tile along an axis where the image is larger. */
const stated: readonly Omit<GoldenTiles, 'tiles'>[] = [
  ...[0, 1, 4, 8, 15, 16, 40].map((margin) => ({ image: { width: 75, height: 50 }, input: square, margin })),
  ...[0, 16].map((margin) => ({ image: square, input: square, margin })),
  { image: { width: 70, height: 40 }, input: oblong, margin: 24 },
  { image: { width: 60, height: 70 }, input: oblong, margin: 24 },
  { image: { width: 200, height: 100 }, input: oblong, margin: 12 },
];

/** What a network loses at its sides, also more than the margin and more than the input holds. */
const insets: readonly Omit<GoldenTiles, 'tiles'>[] = [
  ...[1, 4, 15, 16].flatMap((inset) => imagesFor(square).map((image) => ({ image, input: square, inset }))),
  ...[1, 9].map((margin) => ({ image: { width: 75, height: 50 }, input: oblong, margin, inset: 6 })),
];

const asked = [
  ...[...squares, ...oblongs, ...tiny].flatMap((input) => imagesFor(input).map((image) => ({ image, input }))),
  ...stated,
  ...insets,
];
const cases = asked.map((one: Omit<GoldenTiles, 'tiles'>): GoldenTiles => {
  const tiles = tilesFor(one.image, one.input, one.margin, one.inset);
  return { ...one, ...(tiles !== undefined && { tiles }) };
});
writeFileSync(tilesFile, `[\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
