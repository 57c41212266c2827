import { packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';
import { halvesToFloats } from './half.js';

export type Elements = Float32Array | Float64Array | Int32Array | readonly string[] | readonly boolean[];

/**
 * A tensor whose value the file states. Shape [] is a scalar. fp16 values stand as the floats they are. Values are
 * decoded when first read, so a description of a large model costs little.
 */
export interface Constant {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: Elements;
  readonly stored: Storage;
}

/** How the file holds a constant. */
export interface Storage {
  /** `fp16`, `int8`, `4-bit palette`, `sparse int8`: the form of its elements, not of scales and tables. */
  readonly form: string;
  /** The size of everything that belongs to it: elements, scales, tables, masks. */
  readonly bytes: number;
}

/** Makes a constant whose values are decoded when first read. */
export function lazyConstant(
  dtype: Dtype,
  shape: readonly number[],
  stored: Storage,
  decode: () => Elements,
): Constant {
  let values: Elements | undefined;
  return {
    dtype,
    shape,
    stored,
    get values() {
      return (values ??= decode());
    },
  };
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/**
 * Decodes elements stored little-endian, row-major. Sub-byte types are packed least significant bit first; values of 3
 * and 6 bits spill into the next byte (coremltools, MILBlob/Util/SubByteTypes).
 */
export function elementsOf(dtype: Dtype, count: number, bytes: Uint8Array): Elements {
  if (bytes.byteLength < packedBytes(dtype, count)) {
    throw new RangeError(`${String(bytes.byteLength)} bytes are too few for ${String(count)} elements of ${dtype}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ints = (read: (index: number) => number): Int32Array => {
    const values = new Int32Array(count);
    for (let index = 0; index < count; index++) values[index] = read(index);
    return values;
  };
  switch (dtype) {
    case 'fp16':
      return halvesToFloats(bytes.subarray(0, count * 2));
    case 'fp32':
      // A copy: the slice of a Buffer would share, and misalign, what the Buffer is a part of.
      return new Float32Array(new Uint8Array(bytes.subarray(0, count * 4)).buffer);
    case 'fp64':
      return Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true));
    case 'bool':
      return Array.from({ length: count }, (_, i) => view.getUint8(i) !== 0);
    case 'int8':
      return ints((i) => view.getInt8(i));
    case 'uint8':
      return ints((i) => view.getUint8(i));
    case 'int16':
      return ints((i) => view.getInt16(i * 2, true));
    case 'uint16':
      return ints((i) => view.getUint16(i * 2, true));
    case 'int32':
      return ints((i) => view.getInt32(i * 4, true));
    case 'uint32':
      return Float64Array.from({ length: count }, (_, i) => view.getUint32(i * 4, true));
    case 'int64':
      return Float64Array.from({ length: count }, (_, i) => Number(view.getBigInt64(i * 8, true)));
    case 'uint64':
      return Float64Array.from({ length: count }, (_, i) => Number(view.getBigUint64(i * 8, true)));
    case 'int4':
      return unpack(bytes, 4, count).map((value) => (value > 7 ? value - 16 : value));
    case 'uint4':
      return unpack(bytes, 4, count);
    case 'uint6':
      return unpack(bytes, 6, count);
    case 'uint3':
      return unpack(bytes, 3, count);
    case 'uint2':
      return unpack(bytes, 2, count);
    case 'uint1':
      return unpack(bytes, 1, count);
    case 'string':
      throw new RangeError('strings are never stored as bytes');
  }
}

function unpack(bytes: Uint8Array, width: number, count: number): Int32Array {
  const values = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const bit = index * width;
    const low = bytes[bit >> 3] ?? 0;
    const high = bytes[(bit >> 3) + 1] ?? 0;
    values[index] = ((low | (high << 8)) >> (bit & 7)) & ((1 << width) - 1);
  }
  return values;
}
