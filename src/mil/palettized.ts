import { axisFromFront } from './axis.js';
import { coveringElements, divides } from './blocks.js';
import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant, Storage } from './constant.js';
import { Contradiction, check } from './contradiction.js';
import { packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';

/** Vectors multiply: a small file could otherwise ask for any amount of memory and time. coremltools makes up to 16. */
const longestVector = 256;

/** A weight looked up in palettes: each index stands for `vector` values along `axis`. */
export interface Palettized {
  readonly dense: Constant;
  readonly axis: number;
  readonly vector: number;
}

/**
 * Palettes of iOS 18: unpacked indices and a table for each block of them, whose shape is that of the blocks, then the
 * number of entries, then the length of a vector.
 */
export function palette(indices: Constant, lut: Constant, dtype: Dtype, vectorAxis: number | undefined): Palettized {
  const [rank, groups] = [indices.shape.length, lut.shape.slice(0, -2)];
  const [entries = 0, vector = 0] = lut.shape.slice(-2);
  check(lut.shape.length >= 2 && entries > 0 && vector > 0, 'the palette has no entries');
  check(divides(groups, indices.shape), 'the tables do not divide the shape');
  check(vector <= longestVector, `an entry of ${String(vector)} values`);
  check(vector === 1 || vectorAxis !== undefined, 'vector_axis is missing');
  const axis = axisFromFront(vectorAxis ?? -1, rank);
  if (axis === undefined) throw new Contradiction(`vector_axis ${String(vectorAxis)} of ${String(rank)} axes`);
  const shape = indices.shape.map((side, index) => (index === axis ? side * vector : side));
  const inner = elementCount(indices.shape.slice(axis + 1));
  const dense = lazyConstant(dtype, shape, paletteStorage(indices, lut, entries), () => {
    const group = coveringElements(indices.shape, groups);
    const values = new Float32Array(group.length * vector);
    group.forEach((table, index) => {
      const entry = (table * entries + entryOf(indices.values[index], entries)) * vector;
      const first = Math.floor(index / inner) * vector * inner + (index % inner);
      for (let place = 0; place < vector; place++) values[first + place * inner] = Number(lut.values[entry + place]);
    });
    return values;
  });
  return { dense, axis, vector };
}

/** Palettes of iOS 16: one table, indices packed to as many bits as it needs. */
export function packedPalette(indices: Constant, lut: Constant, dtype: Dtype, shape: readonly number[]): Constant {
  const entries = elementCount(lut.shape);
  const form = packedForms[entries];
  if (form === undefined) throw new Contradiction(`a palette has ${String(entries)} entries`);
  const count = elementCount(shape);
  check(elementCount(indices.shape) >= packedBytes(form, count), 'too few indices for the shape');
  return lazyConstant(dtype, shape, paletteStorage(indices, lut, entries), () => {
    const chosen = elementsOf(form, count, Uint8Array.from(indices.values as Int32Array));
    return Float32Array.from(chosen as Int32Array, (index) => Number(lut.values[index]));
  });
}

const packedForms: Readonly<Record<number, Dtype>> = { 2: 'uint1', 4: 'uint2', 16: 'uint4', 64: 'uint6', 256: 'uint8' };

function entryOf(index: unknown, entries: number): number {
  const entry = Number(index);
  check(entry < entries, `index ${String(entry)} of ${String(entries)} entries`);
  return entry;
}

const paletteStorage = (indices: Constant, lut: Constant, entries: number): Storage => ({
  form: `${String(Math.log2(entries))}-bit palette`,
  bytes: indices.stored.bytes + lut.stored.bytes,
});
