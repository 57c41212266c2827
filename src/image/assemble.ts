import type { Tile } from '../contract/job.js';
import type { Size } from './rgb.js';

export type SampleArray = Uint8Array | Uint16Array | Float32Array | Float64Array;

/** RGB samples of any number type, row-major: width * height * 3 of them. */
export interface Samples<Data extends SampleArray> extends Size {
  readonly data: Data;
}

/** How a network's output lies over its input: this many output pixels a pixel, this many pixels lost on each side. */
export interface Enlargement {
  readonly scale: number;
  readonly inset: number;
}

/**
 * Puts the kept part of each tile's output in its place in the enlarged image. `outputs` follow the tiles' order and
 * hold arrays of `arrayType`.
 */
export function assemble<Data extends SampleArray>(
  arrayType: new (length: number) => Data,
  image: Size,
  enlargement: Enlargement,
  tiles: readonly Tile[],
  outputs: readonly Samples<Data>[],
): Samples<Data> {
  const { scale } = enlargement;
  const [width, height] = [image.width * scale, image.height * scale];
  const whole = { width, height, data: new arrayType(width * height * 3) };
  tiles.forEach((tile, index) => {
    const output = outputs[index];
    if (output === undefined) throw new RangeError(`${String(tiles.length)} tiles have ${String(index)} outputs`);
    place(output, tile, enlargement, whole);
  });
  return whole;
}

function place<Data extends SampleArray>(
  { width, data }: Samples<Data>,
  { x, y, keep }: Tile,
  { scale, inset }: Enlargement,
  whole: Samples<Data>,
): void {
  const samples = keep.width * scale * 3;
  const [left, top] = [(keep.x - x - inset) * scale, (keep.y - y - inset) * scale];
  for (let row = 0; row < keep.height * scale; row++) {
    const from = ((top + row) * width + left) * 3;
    const to = ((keep.y * scale + row) * whole.width + keep.x * scale) * 3;
    whole.data.set(data.subarray(from, from + samples), to);
  }
}
