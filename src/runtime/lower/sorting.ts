import { sideOf } from './sides.js';
import type { Lowering } from './op.js';

/**
 * MIL operations that order elements (coremltools, ops/defs/iOS15 to iOS17/tensor_operation.py). Of equal elements the
 * first comes first. What `sort` leaves unordered is sorted too.
 */
export const sorting: Readonly<Record<string, Lowering>> = {
  // A k of -1 takes all.
  topk: (op, onnx) => {
    const axis = op.axis('axis', op.rank('x')) ?? op.rank('x') - 1;
    const isAll = op.has('k') && op.isConstant('k') && op.number('k') === -1;
    const k = (): string => (op.has('k') ? onnx.emit('Reshape', [op.int64('k'), onnx.int64s([1])]) : onnx.int64s([1]));
    const inputs = [op.input('x'), isAll ? sideOf(op, onnx, 'x', axis) : k()];
    return onnx.emitMany('TopK', inputs, 2, { axis, largest: op.flag('ascending') === true ? 0 : 1 });
  },

  argsort: (op, onnx) => {
    const axis = op.axis('axis', op.rank('x')) ?? op.rank('x') - 1;
    const inputs = [op.input('x'), sideOf(op, onnx, 'x', axis)];
    const sorted = onnx.emitMany('TopK', inputs, 2, { axis, largest: op.flag('ascending') === true ? 0 : 1 });
    return sorted.slice(1);
  },
};
