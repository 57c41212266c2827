import { coveringElements, divides } from './blocks.js';
import { elementCount, elementsOf, lazyConstant } from './constant.js';
import type { Constant, Elements, Storage } from './constant.js';
import { packedBytes } from './dtype.js';
import type { Dtype } from './dtype.js';
import { roundToHalf } from './half.js';

/** A compressed weight's operands and declared outputs. */
export interface Compressed {
  readonly operand: (name: string) => Constant;
  readonly optional: (name: string) => Constant | undefined;
  /** Dtype and shape of the first or second output. */
  readonly output: (index: 0 | 1) => { readonly dtype: Dtype; readonly shape: readonly number[] };
}

/** Parts of a model contradict each other; the message says how. */
export class Contradiction extends Error {}

type Decompression = (weight: Compressed) => Constant[];

/**
 * Every form in which coremltools writes compressed weights (ops/defs/iOS16/constexpr_ops.py, iOS18/compression.py):
 * each operation and the constants it decompresses to. Arithmetic rounds to the output's precision, as a device holds it.
 */
export const decompressions: Readonly<Record<string, Decompression>> = {
  constexpr_affine_dequantize: (weight) => {
    const data = weight.operand('quantized_data');
    const [scale, zero] = [weight.operand('scale'), weight.operand('zero_point')];
    const axis = Number(weight.operand('axis').values[0] ?? 0);
    const perAxis = (part: Constant) =>
      data.shape.map((_, i) => (part.shape.length > 0 && i === axis ? (part.shape[0] ?? 1) : 1));
    return [dequantize(weight, data, withShape(scale, perAxis(scale)), withShape(zero, perAxis(zero)))];
  },

  constexpr_blockwise_shift_scale: (weight) => [
    dequantize(weight, weight.operand('data'), weight.operand('scale'), weight.optional('offset')),
  ],

  constexpr_lut_to_dense: (weight) => {
    const [indices, lut] = [weight.operand('indices'), weight.operand('lut')];
    return [weight.optional('shape') ? unpackPackedPalette(weight, indices, lut) : unpackPalette(weight, indices, lut)];
  },

  constexpr_sparse_to_dense: (weight) => {
    const [mask, nonzero] = [weight.operand('mask'), weight.operand('nonzero_data')];
    const { dtype, shape } = weight.output(0);
    const count = elementCount(shape);
    const packed = mask.dtype === 'uint8';
    check(elementCount(mask.shape) === (packed ? Math.ceil(count / 8) : count), 'the mask does not match the shape');
    const stored = { form: `sparse ${nonzero.stored.form}`, bytes: mask.stored.bytes + nonzero.stored.bytes };
    return [
      lazyConstant(dtype, shape, stored, () => {
        const values = new Float32Array(count);
        const set = setPositions(packed ? unpackMask(mask, count) : mask.values);
        check(set.length === nonzero.values.length, 'the mask does not count the values');
        set.forEach((position, index) => (values[position] = Number(nonzero.values[index])));
        return values;
      }),
    ];
  },

  constexpr_lut_to_sparse: (weight) => {
    const [mask, indices] = [weight.operand('indices_mask'), weight.operand('indices_nonzero_data')];
    const lut = weight.operand('lut');
    const { entries, vector, groups } = tableOf(lut);
    check(divides(groups, mask.shape), 'the tables do not divide the shape');
    check(vector === 1, 'a sparse palette of vectors is not defined');
    const stored = { form: paletteForm(entries), bytes: indices.stored.bytes + lut.stored.bytes };
    return [
      mask,
      lazyConstant(weight.output(1).dtype, indices.shape, stored, () => {
        const group = coveringElements(mask.shape, groups);
        return Float32Array.from(setPositions(mask.values), (position, index) =>
          Number(lut.values[(group[position] ?? 0) * entries + Number(indices.values[index])]),
        );
      }),
    ];
  },

  constexpr_sparse_blockwise_shift_scale: (weight) => {
    const [mask, data] = [weight.operand('data_mask'), weight.operand('nonzero_data')];
    const [scale, offset] = [weight.operand('scale'), weight.optional('offset')];
    check(divides(scale.shape, mask.shape), 'the scales do not divide the shape');
    const { dtype } = weight.output(1);
    return [
      mask,
      lazyConstant(dtype, data.shape, combinedStorage(data, scale, offset), () => {
        const block = coveringElements(mask.shape, scale.shape);
        const round = roundingFor(dtype);
        return Float32Array.from(setPositions(mask.values), (position, index) => {
          const at = block[position] ?? 0;
          const shifted = Number(data.values[index]) - Number(offset?.values[at] ?? 0);
          return round(Number(scale.values[at]) * shifted);
        });
      }),
    ];
  },

  constexpr_cast: (weight) => {
    const source = weight.operand('source_val');
    const { dtype } = weight.output(0);
    return [lazyConstant(dtype, source.shape, source.stored, () => source.values)];
  },
};

/** Computes scale * (data - offset), with a scale and an offset for each block. */
function dequantize(weight: Compressed, data: Constant, scale: Constant, offset: Constant | undefined): Constant {
  check(divides(scale.shape, data.shape), 'the scales do not divide the shape');
  check(offset === undefined || divides(offset.shape, data.shape), 'the offsets do not divide the shape');
  const { dtype } = weight.output(0);
  return lazyConstant(dtype, data.shape, combinedStorage(data, scale, offset), () => {
    const block = coveringElements(data.shape, scale.shape);
    const offsetBlock = offset && coveringElements(data.shape, offset.shape);
    const round = roundingFor(dtype);
    const values = new Float32Array(block.length);
    block.forEach((at, index) => {
      const shift = offset ? Number(offset.values[offsetBlock?.[index] ?? 0]) : 0;
      values[index] = round(Number(scale.values[at]) * (Number(data.values[index]) - shift));
    });
    return values;
  });
}

/** Palettes of iOS 18: unpacked indices, a table for each block, entries that may be vectors laid along `vector_axis`. */
function unpackPalette(weight: Compressed, indices: Constant, lut: Constant): Constant {
  const { entries, vector, groups } = tableOf(lut);
  check(divides(groups, indices.shape), 'the tables do not divide the shape');
  const rank = indices.shape.length;
  const stated = Number(weight.optional('vector_axis')?.values[0] ?? rank - 1);
  const axis = stated < 0 ? stated + rank : stated;
  const shape = indices.shape.map((side, i) => (i === axis ? side * vector : side));
  const inner = elementCount(indices.shape.slice(axis + 1));
  check(vector <= longestVector, `an entry of ${String(vector)} values`);
  return lazyConstant(weight.output(0).dtype, shape, paletteStorage(indices, lut, entries), () => {
    const group = coveringElements(indices.shape, groups);
    const values = new Float32Array(group.length * vector);
    group.forEach((table, index) => {
      const entry = (table * entries + Number(indices.values[index])) * vector;
      const first = Math.floor(index / inner) * vector * inner + (index % inner);
      for (let v = 0; v < vector; v++) values[first + v * inner] = Number(lut.values[entry + v]);
    });
    return values;
  });
}

/** Palettes of iOS 16: one table, indices packed to as many bits as it needs. */
function unpackPackedPalette(weight: Compressed, indices: Constant, lut: Constant): Constant {
  const { dtype, shape } = weight.output(0);
  const entries = elementCount(lut.shape);
  const form = packedForms[entries];
  if (form === undefined) throw new Contradiction(`a palette has ${String(entries)} entries`);
  const count = elementCount(shape);
  check(elementCount(indices.shape) >= packedBytes(form, count), 'too few indices for the shape');
  return lazyConstant(dtype, shape, paletteStorage(indices, lut, entries), () => {
    const picked = elementsOf(form, count, Uint8Array.from(indices.values as Int32Array));
    return Float32Array.from(picked as Int32Array, (index) => Number(lut.values[index]));
  });
}

/** Vectors multiply: a small file could otherwise ask for any amount of memory and time. coremltools makes up to 16. */
const longestVector = 256;

const packedForms: Readonly<Record<number, Dtype>> = { 2: 'uint1', 4: 'uint2', 16: 'uint4', 64: 'uint6', 256: 'uint8' };

const paletteForm = (entries: number): string => `${String(Math.log2(entries))}-bit palette`;

const paletteStorage = (indices: Constant, lut: Constant, entries: number): Storage => ({
  form: paletteForm(entries),
  bytes: indices.stored.bytes + lut.stored.bytes,
});

/** A table's shape is that of its groups, then the number of entries, then the length of a vector. */
function tableOf({ shape }: Constant): { entries: number; vector: number; groups: number[] } {
  check(shape.length >= 2, 'the palette has no entries');
  return { entries: shape.at(-2) ?? 0, vector: shape.at(-1) ?? 0, groups: shape.slice(0, -2) };
}

const combinedStorage = (data: Constant, ...parts: readonly (Constant | undefined)[]): Storage => ({
  form: data.stored.form,
  bytes: parts.reduce((sum, part) => sum + (part?.stored.bytes ?? 0), data.stored.bytes),
});

const withShape = (part: Constant, shape: readonly number[]): Constant =>
  lazyConstant(part.dtype, shape, part.stored, () => part.values);

const roundingFor = (dtype: Dtype): ((value: number) => number) => (dtype === 'fp16' ? roundToHalf : Math.fround);

const unpackMask = (mask: Constant, count: number): Elements =>
  elementsOf('uint1', count, Uint8Array.from(mask.values as Int32Array));

/** Finds where a mask is set. */
function setPositions(mask: Elements): number[] {
  const set: number[] = [];
  for (let index = 0; index < mask.length; index++) if (Number(mask[index]) !== 0) set.push(index);
  return set;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Contradiction(message);
}
