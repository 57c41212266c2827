import type { Lowering, Op } from './op.js';
import { ones, windowPadding } from './spatial.js';

/** MIL pools (coremltools, ops/defs/iOS15/pool.py). */
export const pooling: Readonly<Record<string, Lowering>> = {
  max_pool: (op, onnx) => onnx.emit('MaxPool', [op.input('x')], windows(op)),
  avg_pool: (op, onnx) =>
    onnx.emit('AveragePool', [op.input('x')], {
      ...windows(op),
      count_include_pad: op.flag('exclude_padding_from_average') === true ? 0 : 1,
    }),
  l2_pool: (op, onnx) => onnx.emit('LpPool', [op.input('x')], { ...windows(op), p: 2 }),
};

function windows(op: Op) {
  const kernel = op.required(op.numbers('kernel_sizes'), 'kernel_sizes');
  return {
    kernel_shape: kernel,
    strides: op.numbers('strides') ?? ones(kernel.length),
    ceil_mode: op.flag('ceil_mode') === true ? 1 : 0,
    ...windowPadding(op, kernel.length),
  };
}
