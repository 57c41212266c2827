import type { Lowering } from './op.js';

/** Reduces over `axes`, or over all axes where none are stated. */
const reduce =
  (type: string): Lowering =>
  (op, onnx) => {
    const axes = op.numbers('axes');
    const keepdims = op.flag('keep_dims') === true ? 1 : 0;
    return onnx.emit(type, [op.input('x'), ...(axes ? [onnx.int64s(axes)] : [])], { keepdims });
  };

const argExtreme =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x')], {
      axis: op.number('axis') ?? -1,
      keepdims: op.flag('keep_dims') === true ? 1 : 0,
    });

/** MIL reductions (coremltools, ops/defs/iOS15/reduction.py). */
export const reduction: Readonly<Record<string, Lowering>> = {
  reduce_argmax: argExtreme('ArgMax'),
  reduce_argmin: argExtreme('ArgMin'),
  reduce_l1_norm: reduce('ReduceL1'),
  reduce_l2_norm: reduce('ReduceL2'),
  reduce_log_sum: reduce('ReduceLogSum'),
  reduce_log_sum_exp: reduce('ReduceLogSumExp'),
  reduce_max: reduce('ReduceMax'),
  reduce_mean: reduce('ReduceMean'),
  reduce_min: reduce('ReduceMin'),
  reduce_prod: reduce('ReduceProd'),
  reduce_sum: reduce('ReduceSum'),
  reduce_sum_square: reduce('ReduceSumSquare'),

  cumsum: (op, onnx) =>
    onnx.emit('CumSum', [op.input('x'), onnx.int64s([op.number('axis') ?? 0], [])], {
      exclusive: op.flag('exclusive') === true ? 1 : 0,
      reverse: op.flag('reverse') === true ? 1 : 0,
    }),
};
