import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Tile } from '../contract/job.js';
import { assemble } from './assemble.js';
import type { Samples } from './assemble.js';
import { windowAt } from './rgb.js';
import type { Rgb8, Size } from './rgb.js';
import { tilesFor } from './tiles.js';

const side = (min: number, max: number) => fc.integer({ min, max });
const size = (min: number, max: number) => fc.record({ width: side(min, max), height: side(min, max) });

/** An image in which few pixels are like one another. */
const pattern = ({ width, height }: Size): Rgb8 => ({
  ...{ width, height },
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 37 + Math.floor(index / 7)) % 256),
});

/** Every pixel `scale` times in each direction. */
function repeated({ width, height, data }: Rgb8, scale: number): Rgb8 {
  const out = { width: width * scale, height: height * scale, data: new Uint8Array(data.length * scale * scale) };
  for (let index = 0; index < out.data.length; index++) {
    const [channel, pixel] = [index % 3, Math.floor(index / 3)];
    const [x, y] = [Math.floor((pixel % out.width) / scale), Math.floor(Math.floor(pixel / out.width) / scale)];
    out.data[index] = data[(y * width + x) * 3 + channel] ?? 0;
  }
  return out;
}

/** The same samples, each a quarter above a whole number. */
const unrounded = ({ width, height, data }: Rgb8): Samples<Float32Array> => ({
  ...{ width, height },
  data: Float32Array.from(data, (value) => value + 0.25),
});

/** What a network that repeats pixels makes of each tile. */
const outputsOf = (image: Rgb8, input: Size, tiles: readonly Tile[], scale: number): Rgb8[] =>
  tiles.map(({ x, y }) => repeated(windowAt(image, x, y, input), scale));

describe('assemble', () => {
  it('gives the image back when every tile comes out as it went in, whatever the sizes, the margin and the scale', () => {
    fc.assert(
      fc.property(size(1, 60), size(1, 32), side(0, 12), side(1, 3), (wanted, input, margin, scale) => {
        const image = pattern(wanted);
        const tiles = tilesFor(image, input, margin);
        if (tiles === undefined) return;
        const found = assemble(Uint8Array, image, { scale, inset: 0 }, tiles, outputsOf(image, input, tiles, scale));
        const whole = repeated(image, scale);
        expect([found.width, found.height]).to.deep.equal([whole.width, whole.height]);
        expect(Buffer.compare(found.data, whole.data)).to.equal(0);
      }),
    );
  });

  it('keeps unrounded values as they are', () => {
    const image = pattern({ width: 21, height: 13 });
    const input = { width: 8, height: 8 };
    const tiles = tilesFor(image, input, 2) ?? [];
    const outputs = outputsOf(image, input, tiles, 2).map(unrounded);
    expect(assemble(Float32Array, image, { scale: 2, inset: 0 }, tiles, outputs)).to.deep.equal(
      unrounded(repeated(image, 2)),
    );
  });

  it('refuses tiles that lack an output', () => {
    const tiles = tilesFor({ width: 16, height: 8 }, { width: 8, height: 8 }, 0) ?? [];
    const [first] = outputsOf(pattern({ width: 16, height: 8 }), { width: 8, height: 8 }, tiles, 1);
    const outputs = first ? [first] : [];
    expect(() => assemble(Uint8Array, { width: 16, height: 8 }, { scale: 1, inset: 0 }, tiles, outputs)).to.throw(
      '2 tiles have 1 outputs',
    );
  });
});
