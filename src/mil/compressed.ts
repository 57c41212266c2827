import { axisFromFront } from './axis.js';
import { lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import { Contradiction, check } from './contradiction.js';
import { dequantized } from './dequantized.js';
import type { Dtype } from './dtype.js';
import { packedPalette, palette } from './palettized.js';
import { expanded, picked, scattered, unpackedMask } from './sparse.js';

export { Contradiction } from './contradiction.js';

/** A compressed weight's operands and declared outputs. */
export interface Compressed {
  readonly operand: (name: string) => Constant;
  readonly optional: (name: string) => Constant | undefined;
  /** Dtype and shape of the first or second output. */
  readonly output: (index: 0 | 1) => { readonly dtype: Dtype; readonly shape: readonly number[] };
}

type Decompression = (weight: Compressed) => Constant[];

/**
 * Every form in which coremltools writes compressed weights (ops/defs/iOS16/constexpr_ops.py, iOS18/compression.py):
 * each operation and the constants it decompresses to. Any operand may itself be decompressed. Arithmetic rounds to the
 * output's precision, as a device holds it. A sparse form is its dense one on the elements that the mask sets.
 */
export const decompressions: Readonly<Record<string, Decompression>> = {
  constexpr_affine_dequantize: (weight) => {
    const data = weight.operand('quantized_data');
    const along = (name: string): Constant => alongAxis(weight, name, data.shape);
    return [dequantized(data, along('scale'), along('zero_point'), weight.output(0).dtype)];
  },

  constexpr_blockwise_shift_scale: (weight) => [
    dequantized(weight.operand('data'), weight.operand('scale'), weight.optional('offset'), weight.output(0).dtype),
  ],

  constexpr_lut_to_dense: (weight) => {
    const [indices, lut] = [weight.operand('indices'), weight.operand('lut')];
    const { dtype, shape } = weight.output(0);
    if (weight.optional('shape') !== undefined) return [packedPalette(indices, lut, dtype, shape)];
    return [palette(indices, lut, dtype, numberOf(weight, 'vector_axis')).dense];
  },

  constexpr_sparse_to_dense: (weight) => {
    const { dtype, shape } = weight.output(0);
    const mask = weight.operand('mask');
    const bits = mask.dtype === 'uint8' ? unpackedMask(mask, shape) : mask;
    return [scattered(bits, weight.operand('nonzero_data'), dtype)];
  },

  constexpr_lut_to_sparse: (weight) => {
    const [mask, nonzero] = [weight.operand('indices_mask'), weight.operand('indices_nonzero_data')];
    const indices = scattered(mask, nonzero, nonzero.dtype);
    const { dense, axis, vector } = palette(
      indices,
      weight.operand('lut'),
      weight.output(1).dtype,
      numberOf(weight, 'vector_axis'),
    );
    const wide = expanded(mask, axis, vector);
    return [wide, picked(wide, dense, nonzero, vector)];
  },

  constexpr_sparse_blockwise_shift_scale: (weight) => {
    const [mask, nonzero] = [weight.operand('data_mask'), weight.operand('nonzero_data')];
    const data = scattered(mask, nonzero, nonzero.dtype);
    const dense = dequantized(data, weight.operand('scale'), weight.optional('offset'), weight.output(1).dtype);
    return [mask, picked(mask, dense, nonzero, 1)];
  },

  constexpr_cast: (weight) => {
    const source = weight.operand('source_val');
    return [lazyConstant(weight.output(0).dtype, source.shape, source.stored, () => source.values)];
  },
};

const numberOf = (weight: Compressed, name: string): number | undefined => {
  const value = weight.optional(name)?.values[0];
  return value === undefined ? undefined : Number(value);
};

/** A scalar for the whole of `shape`, or a vector with a value for each place along the weight's axis. */
function alongAxis(weight: Compressed, name: string, shape: readonly number[]): Constant {
  const part = weight.operand(name);
  const [length = 1] = part.shape;
  check(part.shape.length <= 1, `${name} is neither a number nor a list`);
  const laid = shape.map(() => 1);
  if (length > 1) {
    const stated = numberOf(weight, 'axis') ?? 0;
    const axis = axisFromFront(stated, shape.length);
    if (axis === undefined) throw new Contradiction(`axis ${String(stated)} of ${String(shape.length)} axes`);
    check(length === shape[axis], `${name} has ${String(length)} values for ${String(shape[axis])} places`);
    laid[axis] = length;
  }
  return lazyConstant(part.dtype, laid, part.stored, () => part.values);
}
