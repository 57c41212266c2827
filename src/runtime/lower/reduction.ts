import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { sideListOf } from './sides.js';
import { isInteger } from './elements.js';
import type { Lowering, Op } from './op.js';

/** Reduces over `axes`, over all axes where none are stated, and over none where the list of them is empty. */
function reduced(op: Op, onnx: OnnxGraph, type: string, x: string): string {
  const axes = op.axes('axes', op.rank('x'));
  const keepdims = op.flag('keep_dims') === true ? 1 : 0;
  if (axes === undefined) return onnx.emit(type, [x], { keepdims });
  if (axes.length > 0) return onnx.emit(type, [x, onnx.int64s(axes)], { keepdims });
  const single = onnx.int64s([op.rank('x')]);
  return onnx.emit(type, [onnx.emit('Unsqueeze', [x, single]), single], { keepdims: 0 });
}

const reduce =
  (type: string): Lowering =>
  (op, onnx) =>
    reduced(op, onnx, type, op.input('x'));

/** Integers are reduced as floats, and the fraction of the result dropped. */
const reduceAsFloats =
  (type: string): Lowering =>
  (op, onnx) => {
    if (!isInteger(op.dtype('x'))) return reduced(op, onnx, type, op.input('x'));
    const x = onnx.emit('Cast', [op.input('x')], { to: elementTypes.float });
    return onnx.emit('Cast', [reduced(op, onnx, type, x)], { to: elementTypes.int64 });
  };

const argExtreme =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x')], {
      axis: op.axis('axis', op.rank('x')) ?? -1,
      keepdims: op.flag('keep_dims') === true ? 1 : 0,
    });

/** MIL reductions (coremltools, ops/defs/iOS15 and iOS17/reduction.py, iOS15/tensor_operation.py). */
export const reduction: Readonly<Record<string, Lowering>> = {
  reduce_argmax: argExtreme('ArgMax'),
  reduce_argmin: argExtreme('ArgMin'),
  reduce_l2_norm: reduceAsFloats('ReduceL2'),
  reduce_log_sum: reduceAsFloats('ReduceLogSum'),
  reduce_log_sum_exp: reduceAsFloats('ReduceLogSumExp'),
  reduce_max: reduce('ReduceMax'),
  reduce_min: reduce('ReduceMin'),
  reduce_prod: reduce('ReduceProd'),
  reduce_sum: reduce('ReduceSum'),

  reduce_l1_norm: (op, onnx) => reduced(op, onnx, 'ReduceSum', onnx.emit('Abs', [op.input('x')])),

  reduce_sum_square: (op, onnx) => {
    const x = op.input('x');
    return reduced(op, onnx, 'ReduceSum', onnx.emit('Mul', [x, x]));
  },

  // The sum of integers is exact; the mean of them drops its fraction.
  reduce_mean: (op, onnx) => {
    const x = op.input('x');
    if (!isInteger(op.dtype('x'))) return reduced(op, onnx, 'ReduceMean', x);
    const axes = op.axes('axes', op.rank('x')) ?? op.shape('x').map((_, axis) => axis);
    const counted = onnx.emit('Gather', [sideListOf(op, onnx, 'x'), onnx.int64s(axes)]);
    const count = axes.length === 0 ? onnx.int64s([1], []) : onnx.emit('ReduceProd', [counted], { keepdims: 0 });
    return onnx.emit('Div', [reduced(op, onnx, 'ReduceSum', x), onnx.emit('Max', [count, onnx.int64s([1], [])])]);
  },

  cumsum: (op, onnx) =>
    onnx.emit('CumSum', [op.input('x'), onnx.int64s([op.axis('axis', op.rank('x')) ?? 0], [])], {
      exclusive: op.flag('exclusive') === true ? 1 : 0,
      reverse: op.flag('reverse') === true ? 1 : 0,
    }),
};
