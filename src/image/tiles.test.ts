import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readGoldenTiles } from '../../test/golden/golden-tiles.js';
import type { Tile } from '../contract/job.js';
import { assemble } from './assemble.js';
import { mirror, windowAt } from './rgb.js';
import type { Rgb8, Size } from './rgb.js';
import { tilesFor } from './tiles.js';

const side = (min: number, max: number) => fc.integer({ min, max });
const size = (min: number, max: number) => fc.record({ width: side(min, max), height: side(min, max) });

/** Blur over a square of 2 * reach + 1 pixels, then twice as large: a stand-in for a network of that reach. */
function network({ width, height, data }: Rgb8, reach: number): Rgb8 {
  const out = { width: width * 2, height: height * 2, data: new Uint8Array(width * height * 12) };
  const at = (x: number, y: number, channel: number): number =>
    data[(mirror(y, height) * width + mirror(x, width)) * 3 + channel] ?? 0;
  for (let index = 0; index < out.data.length; index++) {
    const [channel, pixel] = [index % 3, Math.floor(index / 3)];
    const [x, y] = [(pixel % out.width) >> 1, Math.floor(pixel / out.width) >> 1];
    let sum = 0;
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++)
        sum += at(x + dx, y + dy, channel) * (1 + Math.abs(dx) + 2 * Math.abs(dy));
    }
    out.data[index] = sum % 256;
  }
  return out;
}

const tiled = (image: Rgb8, input: Size, tiles: readonly Tile[], reach: number): Rgb8 =>
  assemble(
    Uint8Array,
    image,
    { scale: 2, inset: 0 },
    tiles,
    tiles.map(({ x, y }) => network(windowAt(image, x, y, input), reach)),
  );

const pattern = ({ width, height }: Size): Rgb8 => ({
  ...{ width, height },
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 37 + Math.floor(index / 7)) % 256),
});

describe('tilesFor', () => {
  it('keeps every pixel of the image exactly once, out of windows that hold it', () => {
    fc.assert(
      fc.property(size(1, 90), size(1, 40), side(0, 12), side(0, 6), (image, input, margin, inset) => {
        const tiles = tilesFor(image, input, margin, inset);
        if (tiles === undefined) return;
        const kept = new Uint8Array(image.width * image.height);
        for (const { x, y, keep } of tiles) {
          expect(keep.x >= x + inset && keep.x + keep.width <= x + input.width - inset).to.be.true;
          expect(keep.y >= y + inset && keep.y + keep.height <= y + input.height - inset).to.be.true;
          for (let row = keep.y; row < keep.y + keep.height; row++) {
            for (let column = keep.x; column < keep.x + keep.width; column++) {
              const pixel = row * image.width + column;
              kept[pixel] = (kept[pixel] ?? 0) + 1;
            }
          }
        }
        expect(kept.every((times) => times === 1)).to.be.true;
      }),
    );
  });

  it('leaves at least the margin between a kept pixel and an inner edge of its window', () => {
    fc.assert(
      fc.property(size(1, 90), size(1, 40), side(0, 12), (image, input, margin) => {
        for (const { x, y, keep } of tilesFor(image, input, margin) ?? []) {
          for (const [start, length, from, kept, whole] of [
            [x, input.width, keep.x, keep.width, image.width],
            [y, input.height, keep.y, keep.height, image.height],
          ] as const) {
            if (start > 0) expect(from - start).to.be.at.least(margin);
            if (start + length < whole) expect(start + length - from - kept).to.be.at.least(margin);
          }
        }
      }),
    );
  });

  it('gives the pixels of the whole image for a network that reaches no further than the margin', () => {
    fc.assert(
      fc.property(size(0, 14), size(6, 12), side(0, 2), (more, input, reach) => {
        const image = pattern({ width: input.width + more.width, height: input.height + more.height });
        const tiles = tilesFor(image, input, reach);
        if (tiles === undefined) return;
        const found = tiled(image, input, tiles, reach);
        expect(Buffer.compare(found.data, network(image, reach).data)).to.equal(0);
      }),
      { numRuns: 40 },
    );
  });

  it('differs from the whole when the margin is too small, so that the test above can fail', () => {
    const image = pattern({ width: 20, height: 20 });
    const tiles = tilesFor(image, { width: 8, height: 8 }, 1) ?? [];
    expect(tiled(image, { width: 8, height: 8 }, tiles, 2).data).not.to.deep.equal(network(image, 2).data);
  });

  it('takes no more than one tile for what is left of an input whose sides are lost', () => {
    const inner = { width: 24, height: 24 };
    const tiles = tilesFor(inner, { width: 32, height: 32 }, 16, 4);
    expect(tiles).to.deep.equal([{ x: -4, y: -4, keep: { x: 0, y: 0, ...inner } }]);
    expect(tilesFor({ width: 25, height: 24 }, { width: 32, height: 32 }, 8, 4)).to.have.length(2);
    expect(tilesFor({ width: 1, height: 1 }, { width: 32, height: 32 }, 0, 16)).to.be.undefined;
  });

  for (const { image, input, margin, inset: lost, tiles } of readGoldenTiles()) {
    const inWords = ({ width, height }: Size): string => `${String(width)}x${String(height)}`;
    const trimmed = margin === undefined ? 'its own margin' : `a margin of ${String(margin)}`;
    const inset = lost === undefined ? '' : ` and ${String(lost)} lost on each side`;
    it(`lays the golden tiles over ${inWords(image)} for an input of ${inWords(input)} with ${trimmed}${inset}`, () => {
      expect(tilesFor(image, input, margin, lost)).to.deep.equal(tiles);
    });
  }

  it('is one tile for an image that fits, and none when margins leave nothing of a tile', () => {
    const fits = tilesFor({ width: 30, height: 20 }, { width: 64, height: 64 });
    expect(fits).to.deep.equal([{ x: 0, y: 0, keep: { x: 0, y: 0, width: 30, height: 20 } }]);
    expect(tilesFor({ width: 65, height: 20 }, { width: 32, height: 64 }, 16)).to.be.undefined;
  });
});
