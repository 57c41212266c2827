import { elementCount } from '../../mil/constant.js';
import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** MIL normalizations (coremltools, ops/defs/iOS15/normalization.py). Variances are of the population. */
export const normalization: Readonly<Record<string, Lowering>> = {
  layer_norm: (op, onnx) => {
    const rank = op.rank('x');
    const axes = (op.axes('axes', rank) ?? Array.from({ length: rank }, (_, axis) => axis)).sort((a, b) => a - b);
    const [first = 0] = axes;
    const trailing = axes.every((axis, index) => axis === first + index) && first + axes.length === rank;
    if (!trailing) return expandLayerNorm(op, onnx, axes);
    const sides = axes.map((axis) => op.side('x', axis));
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, sides, 1);
    return onnx.emit('LayerNormalization', [op.input('x'), scale, ...(op.has('beta') ? [op.input('beta')] : [])], {
      axis: first,
      epsilon: epsilon(op),
    });
  },

  batch_norm: (op, onnx) => {
    const channels = [op.side('x', 1)];
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, channels, 1);
    const shift = op.has('beta') ? op.input('beta') : filledTensor(op, onnx, channels, 0);
    const inputs = [op.input('x'), scale, shift, op.input('mean'), op.input('variance')];
    return onnx.emit('BatchNormalization', inputs, { epsilon: epsilon(op) });
  },

  instance_norm: (op, onnx) => {
    const channels = [op.side('x', 1)];
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, channels, 1);
    const shift = op.has('beta') ? op.input('beta') : filledTensor(op, onnx, channels, 0);
    return onnx.emit('InstanceNormalization', [op.input('x'), scale, shift], { epsilon: epsilon(op) });
  },

  // Over the last three axes, the epsilon inside the root.
  l2_norm: (op, onnx) => {
    const x = op.input('x');
    const total = onnx.emit('ReduceSumSquare', [x, onnx.int64s([-3, -2, -1])]);
    const length = onnx.emit('Sqrt', [onnx.emit('Add', [total, onnx.floats([epsilon(op, 1e-6).float], [])])]);
    return onnx.emit('Div', [x, length]);
  },
};

const epsilon = (op: Op, otherwise = 1e-5): { float: number } => ({ float: op.number('epsilon') ?? otherwise });

/** Far more elements than any network normalizes over: a damaged file must not decide how much memory is taken. */
const maxFilled = 2 ** 24;

function filledTensor(op: Op, onnx: OnnxGraph, shape: readonly number[], value: number): string {
  const count = elementCount(shape);
  if (count > maxFilled) throw op.unsupported(`over ${String(count)} elements`);
  return onnx.floats(Array<number>(count).fill(value), shape);
}

/** Expands a layer normalization over axes that are not the last ones, which ONNX has no operator for. */
function expandLayerNorm(op: Op, onnx: OnnxGraph, axes: readonly number[]): string {
  const [x, over] = [op.input('x'), onnx.int64s(axes)];
  const centred = onnx.emit('Sub', [x, onnx.emit('ReduceMean', [x, over])]);
  const variance = onnx.emit('ReduceMean', [onnx.emit('Mul', [centred, centred]), over]);
  const deviation = onnx.emit('Sqrt', [onnx.emit('Add', [variance, onnx.floats([epsilon(op).float], [])])]);
  const normal = onnx.emit('Div', [centred, deviation]);
  const shape = op.shape('x').map((side, axis) => (axes.includes(axis) ? op.required(side, 'fixed side') : 1));
  const reshapedOperand = (name: string): string => onnx.floats(op.required(op.numbers(name), name), shape);
  const scaled = op.has('gamma') ? onnx.emit('Mul', [normal, reshapedOperand('gamma')]) : normal;
  return op.has('beta') ? onnx.emit('Add', [scaled, reshapedOperand('beta')]) : scaled;
}
