import { Contradiction } from '../compressed.js';
import { elementCount, lazyConstant } from '../constant.js';
import type { Constant } from '../constant.js';
import { halvesToFloats } from '../half.js';
import type { RawWeights } from '../../coreml/raw-network.js';

/**
 * Decodes a layer's weights (NeuralNetwork.proto, WeightParams): floats, halves, or integers of 1 to 8 bits that a scale
 * and bias or a table turns into floats. Scales run along `channelAxis`.
 */
export function weightsOf(raw: RawWeights | null, shape: readonly number[], channelAxis = 0): Constant {
  const count = elementCount(shape);
  const { floatValue = [], float16Value = new Uint8Array(), rawValue = new Uint8Array(), quantization } = raw ?? {};
  if (floatValue.length > 0) {
    checkCount(floatValue.length === count, floatValue.length, shape);
    return lazyConstant('fp32', shape, { form: 'fp32', bytes: count * 4 }, () => Float32Array.from(floatValue));
  }
  if (float16Value.length > 0) {
    checkCount(float16Value.length === count * 2, float16Value.length / 2, shape);
    return lazyConstant('fp16', shape, { form: 'fp16', bytes: count * 2 }, () => halvesToFloats(float16Value));
  }
  const bits = quantization?.numberOfBits ?? 0;
  if (!quantization || bits < 1 || bits > 8) throw new Contradiction('weights of an unknown form');
  const needed = Math.ceil((count * bits) / 8);
  checkCount(rawValue.length >= needed, Math.floor((rawValue.length * 8) / bits), shape);
  const { linearQuantization: linear, lookupTableQuantization: table } = quantization;
  const form = table ? `${String(bits)}-bit palette` : `${bits === 8 ? 'uint8' : `${String(bits)}-bit`} linear`;
  const scales = (linear?.scale.length ?? 0) + (linear?.bias.length ?? 0) + (table?.floatValue.length ?? 0);
  return lazyConstant('fp32', shape, { form, bytes: needed + scales * 4 }, () => {
    const values = new Float32Array(count);
    const inner = elementCount(shape.slice(channelAxis + 1));
    const channels = shape[channelAxis] ?? 1;
    for (let at = 0; at < count; at++) {
      const level = bitsAt(rawValue, at * bits, bits);
      const channel = Math.floor(at / inner) % channels;
      values[at] = table
        ? (table.floatValue[level] ?? 0)
        : Math.fround(channelValue(linear?.scale, channel, 1) * level) + channelValue(linear?.bias, channel, 0);
    }
    return values;
  });
}

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
