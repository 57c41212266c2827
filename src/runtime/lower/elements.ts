import type { Dtype } from '../../mil/dtype.js';
import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';
import { carrierOf } from './value.js';

export const isInteger = (dtype: Dtype): boolean => carrierOf(dtype) === 'int64';

/** Puts a 1 in the place of every 0 among integers, because ONNX Runtime ends the process when it divides them by 0. */
export const nonZero = (onnx: OnnxGraph, values: string): string =>
  onnx.emit('Where', [onnx.emit('Equal', [values, onnx.int64s([0], [])]), onnx.int64s([1], []), values]);

/** Loads a scalar of the type that carries `dtype`. A fraction is dropped where integers are carried. */
export function scalar(op: Op, onnx: OnnxGraph, dtype: Dtype, value: number): string {
  switch (carrierOf(dtype)) {
    case 'float':
      return onnx.floats([value], []);
    case 'int64':
      return onnx.int64s([Math.trunc(value)], []);
    case 'bool':
      return onnx.bools([value !== 0], []);
    case undefined:
      throw op.unsupported(`a value of ${dtype}`);
  }
}

/** Picks elements of the type that carries `dtype`. ONNX Runtime's Where does not take truths. */
export function where(onnx: OnnxGraph, dtype: Dtype, condition: string, chosen: string, otherwise: string): string {
  if (carrierOf(dtype) !== 'bool') return onnx.emit('Where', [condition, chosen, otherwise]);
  const isChosen = onnx.emit('And', [condition, chosen]);
  return onnx.emit('Or', [isChosen, onnx.emit('And', [onnx.emit('Not', [condition]), otherwise])]);
}
