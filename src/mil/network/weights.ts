import { Contradiction } from '../compressed.js';
import { elementCount, lazyConstant } from '../constant.js';
import type { Constant } from '../constant.js';
import { halvesToFloats } from '../half.js';
import type { RawWeights } from '../../coreml/raw-network.js';

/** How many numbers are stored as floats or halves; undefined for quantized ones, which only a shape tells. */
export function weightCount(raw: RawWeights | null): number | undefined {
  if (raw === null) return 0;
  if (raw.floatValue.length > 0) return raw.floatValue.length;
  return raw.float16Value.length > 0 ? raw.float16Value.length / 2 : undefined;
}

/**
 * Decodes a layer's weights (NeuralNetwork.proto, WeightParams): floats, halves, or integers of 1 to 8 bits that a scale
 * and bias or a table turns into floats. Scales run along `channelAxis`.
 */
export function weightsOf(raw: RawWeights | null, shape: readonly number[], channelAxis = 0): Constant {
  const count = elementCount(shape);
  const none = new Uint8Array();
  const { floatValue = [], float16Value = none, rawValue = none, int8RawValue = none, quantization } = raw ?? {};
  if (floatValue.length > 0) {
    checkCount(floatValue.length === count, floatValue.length, shape);
    return lazyConstant('fp32', shape, { form: 'fp32', bytes: count * 4 }, () => Float32Array.from(floatValue));
  }
  if (float16Value.length > 0) {
    checkCount(float16Value.length === count * 2, float16Value.length / 2, shape);
    return lazyConstant('fp16', shape, { form: 'fp16', bytes: count * 2 }, () => halvesToFloats(float16Value));
  }
  if (int8RawValue.length > 0) return signedBytes(int8RawValue, quantization?.linearQuantization, shape, channelAxis);
  const bits = quantization?.numberOfBits ?? 0;
  if (!quantization || bits < 1 || bits > 8) throw new Contradiction('weights of an unknown form');
  const needed = Math.ceil((count * bits) / 8);
  checkCount(rawValue.length >= needed, Math.floor((rawValue.length * 8) / bits), shape);
  const { linearQuantization: linear, lookupTableQuantization: table } = quantization;
  const form = table ? `${String(bits)}-bit palette` : `${bits === 8 ? 'uint8' : `${String(bits)}-bit`} linear`;
  const scales = (linear?.scale.length ?? 0) + (linear?.bias.length ?? 0) + (table?.floatValue.length ?? 0);
  return lazyConstant('fp32', shape, { form, bytes: needed + scales * 4 }, () => {
    const channelOf = channelsAlong(shape, channelAxis);
    return Float32Array.from({ length: count }, (_, at) => {
      const level = bitsAt(rawValue, at * bits, bits);
      return table ? (table.floatValue[level] ?? 0) : scaled(linear, level, channelOf(at));
    });
  });
}

/**
 * Bytes with a sign, which a layer of `int8DynamicQuantize` multiplies by an input that it quantizes at run time. Here as
 * everywhere the product is one of floats.
 */
function signedBytes(bytes: Uint8Array, linear: Linear | undefined, shape: readonly number[], axis: number): Constant {
  const count = elementCount(shape);
  checkCount(bytes.length === count, bytes.length, shape);
  const scales = (linear?.scale.length ?? 0) + (linear?.bias.length ?? 0);
  return lazyConstant('fp32', shape, { form: 'int8 linear', bytes: count + scales * 4 }, () => {
    const channelOf = channelsAlong(shape, axis);
    return Float32Array.from(Int8Array.from(bytes), (level, at) => scaled(linear, level, channelOf(at)));
  });
}

/** Exchanges the first two axes of weights. */
export function exchangeFirstAxes(weights: Constant): Constant {
  const [rows = 1, columns = 1, ...rest] = weights.shape;
  const inner = elementCount(rest);
  return lazyConstant(weights.dtype, [columns, rows, ...rest], weights.stored, () => {
    const values = new Float32Array(rows * columns * inner);
    for (let at = 0; at < values.length; at++) {
      const [row, column] = [Math.floor(at / inner) % rows, Math.floor(at / (inner * rows))];
      values[at] = Number(weights.values[(row * columns + column) * inner + (at % inner)]);
    }
    return values;
  });
}

type Linear = NonNullable<NonNullable<RawWeights['quantization']>['linearQuantization']>;

function channelsAlong(shape: readonly number[], axis: number): (at: number) => number {
  const [inner, channels] = [elementCount(shape.slice(axis + 1)), shape[axis] ?? 1];
  return (at) => Math.floor(at / inner) % channels;
}

const scaled = (linear: Linear | undefined, level: number, channel: number): number =>
  Math.fround(channelValue(linear?.scale, channel, 1) * level) + channelValue(linear?.bias, channel, 0);

/** Values are one for all channels or one for each. */
const channelValue = (values: readonly number[] | undefined, channel: number, otherwise: number): number =>
  (values?.length === 1 ? values[0] : values?.[channel]) ?? otherwise;

/** Reads bits, the most significant first; values follow each other without gaps (coremltools, quantization_utils.py). */
function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  const twoBytes = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
  return (twoBytes >> (16 - (bit & 7) - width)) & ((1 << width) - 1);
}

function checkCount(holds: boolean, found: number, shape: readonly number[]): void {
  if (!holds) throw new Contradiction(`${String(found)} weights for [${shape.join(', ')}]`);
}
