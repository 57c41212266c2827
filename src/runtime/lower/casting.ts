import type { Dtype } from '../../mil/dtype.js';
import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import type { Lowering } from './op.js';
import { carrierOf } from './value.js';

/** What an integer type of MIL's cast holds. */
const integerRanges: Readonly<Partial<Record<Dtype, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/**
 * MIL's cast (coremltools, ops/defs/iOS15 and iOS17/elementwise_unary.py). From float to integer the fraction is dropped,
 * in MIL as in ONNX. A number out of range becomes the nearest in range, as on ARM.
 */
export const casting: Readonly<Record<string, Lowering>> = {
  cast: (op, onnx) => {
    const [from, to] = [op.dtype('x'), op.required(op.outputs[0]?.dtype, 'output')];
    const [fromCarrier, toCarrier] = [carrierOf(from), carrierOf(to)];
    if (fromCarrier === undefined || toCarrier === undefined) throw op.unsupported(`from ${from} to ${to}`);
    const x = op.input('x');
    const range = integerRanges[to];
    if (range !== undefined && from !== 'bool' && !holds(range, from)) {
      const whole = fromCarrier === 'float' ? wholeWithin(onnx, x, range) : clip(onnx, x, range);
      return toCarrier === 'int64' ? whole : onnx.emit('Cast', [whole], { to: elementTypes[toCarrier] });
    }
    return fromCarrier === toCarrier ? x : onnx.emit('Cast', [x], { to: elementTypes[toCarrier] });
  },
};

/** Whether every value of `dtype` is in `range`. */
function holds([low, high]: readonly [number, number], dtype: Dtype): boolean {
  const range = integerRanges[dtype];
  return range !== undefined && range[0] >= low && range[1] <= high;
}

const clip = (onnx: OnnxGraph, x: string, [low, high]: readonly [number, number]): string =>
  onnx.emit('Clip', [x, onnx.int64s([low], []), onnx.int64s([high], [])]);

/**
 * Drops the fraction of floats and limits them. They are limited first, because what a processor makes of a float that its
 * integers do not hold differs, and because ONNX Runtime's Clip errs on integers beyond 32 bits.
 */
function wholeWithin(onnx: OnnxGraph, x: string, [low, high]: readonly [number, number]): string {
  const highest = largestFloat(high);
  const limited = onnx.emit('Clip', [x, onnx.floats([low], []), onnx.floats([highest], [])]);
  const whole = onnx.emit('Cast', [limited], { to: elementTypes.int64 });
  if (highest === high) return whole;
  const isBeyond = onnx.emit('Greater', [x, onnx.floats([highest], [])]);
  return onnx.emit('Where', [isBeyond, onnx.int64s([high], []), whole]);
}

/** The largest float32 that is not above a whole number of at most 32 bits. */
const largestFloat = (value: number): number => (Math.fround(value) <= value ? value : Math.fround(value - 127));
