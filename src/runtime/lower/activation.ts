import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** MIL activations (coremltools, ops/defs/iOS15/activation.py); outputs have the input's shape. */
export const activation: Readonly<Record<string, Lowering>> = {
  relu: (op, onnx) => onnx.emit('Relu', [op.input('x')]),
  relu6: (op, onnx) => onnx.emit('Clip', [op.input('x'), scalar(onnx, 0), scalar(onnx, 6)]),
  sigmoid: (op, onnx) => onnx.emit('Sigmoid', [op.input('x')]),
  softsign: (op, onnx) => onnx.emit('Softsign', [op.input('x')]),
  softplus: (op, onnx) => onnx.emit('Softplus', [op.input('x')]),
  elu: (op, onnx) => onnx.emit('Elu', [op.input('x')], { alpha: alpha(op) }),
  leaky_relu: (op, onnx) => onnx.emit('LeakyRelu', [op.input('x')], { alpha: alpha(op) }),
  sigmoid_hard: (op, onnx) => onnx.emit('HardSigmoid', [op.input('x')], { alpha: alpha(op), beta: beta(op) }),
  softmax: (op, onnx) => onnx.emit('Softmax', [op.input('x')], { axis: op.number('axis') ?? -1 }),
  prelu: (op, onnx) => onnx.emit('PRelu', [op.input('x'), perChannel(op, onnx, 'alpha')]),

  silu: (op, onnx) => {
    const x = op.input('x');
    return onnx.emit('Mul', [x, onnx.emit('Sigmoid', [x])]);
  },

  scaled_tanh: (op, onnx) => {
    const inner = onnx.emit('Mul', [op.input('x'), scalar(onnx, number(op, 'beta'))]);
    return onnx.emit('Mul', [onnx.emit('Tanh', [inner]), scalar(onnx, number(op, 'alpha'))]);
  },

  linear_activation: (op, onnx) => {
    const scaled = onnx.emit('Mul', [op.input('x'), scalar(onnx, number(op, 'alpha'))]);
    return onnx.emit('Add', [scaled, scalar(onnx, number(op, 'beta'))]);
  },

  clamped_relu: (op, onnx) => {
    const leaky = onnx.emit('LeakyRelu', [op.input('x')], { alpha: alpha(op) });
    return onnx.emit('Min', [leaky, scalar(onnx, number(op, 'beta'))]);
  },

  // ONNX's own ThresholdedRelu drops the threshold itself, MIL keeps it.
  thresholded_relu: (op, onnx) => {
    const x = op.input('x');
    const kept = onnx.emit('GreaterOrEqual', [x, scalar(onnx, op.number('alpha') ?? 1)]);
    return onnx.emit('Where', [kept, x, scalar(onnx, 0)]);
  },

  softplus_parametric: (op, onnx) => {
    const inner = onnx.emit('Mul', [op.input('x'), perChannel(op, onnx, 'beta')]);
    return onnx.emit('Mul', [onnx.emit('Softplus', [inner]), perChannel(op, onnx, 'alpha')]);
  },

  gelu: (op, onnx) => {
    const x = op.input('x');
    const mode = op.string('mode') ?? 'EXACT';
    switch (mode) {
      case 'EXACT':
        return onnx.emit('Gelu', [x]);
      case 'TANH_APPROXIMATION':
        return onnx.emit('Gelu', [x], { approximate: 'tanh' });
      case 'SIGMOID_APPROXIMATION': {
        const gate = onnx.emit('Sigmoid', [onnx.emit('Mul', [x, scalar(onnx, 1.702)])]);
        return onnx.emit('Mul', [x, gate]);
      }
      default:
        throw op.unsupported(`mode ${mode}`);
    }
  },
};

const scalar = (onnx: OnnxGraph, value: number): string => onnx.floats([value], []);

const number = (op: Op, name: string): number => op.required(op.number(name), name);

const alpha = (op: Op): { float: number } => ({ float: number(op, 'alpha') });
const beta = (op: Op): { float: number } => ({ float: number(op, 'beta') });

/** Loads one number per channel, shaped to broadcast along axis 1 of x. */
function perChannel(op: Op, onnx: OnnxGraph, name: string): string {
  const values = op.required(op.numbers(name), name);
  return onnx.floats(values, [values.length, ...Array.from({ length: op.rank('x') - 2 }, () => 1)]);
}
