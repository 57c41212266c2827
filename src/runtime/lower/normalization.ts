import { elementCount } from '../../mil/constant.js';
import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { surroundForPool } from './spatial.js';
import { product, reshape, sidesOf, times } from './sides.js';

/** MIL normalizations (coremltools, ops/defs/iOS15/normalization.py). Variances are of the population. */
export const normalization: Readonly<Record<string, Lowering>> = {
  layer_norm: (op, onnx) => {
    const rank = op.rank('x');
    const axes = (op.axes('axes', rank) ?? Array.from({ length: rank }, (_, axis) => axis)).sort((a, b) => a - b);
    const [first = 0] = axes;
    const trailing = axes.every((axis, index) => axis === first + index) && first + axes.length === rank;
    const sides = axes.map((axis) => op.shape('x')[axis]);
    const known = sides.every((side) => side !== undefined);
    if (!trailing || !(known || op.has('gamma'))) return expandNorm(op, onnx, axes, axes);
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, sides.map(Number), 1);
    return onnx.emit('LayerNormalization', [op.input('x'), scale, ...(op.has('beta') ? [op.input('beta')] : [])], {
      axis: first,
      epsilon: epsilon(op),
    });
  },

  batch_norm: (op, onnx) => {
    const channels = [op.side('mean', 0)];
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, channels, 1);
    const shift = op.has('beta') ? op.input('beta') : filledTensor(op, onnx, channels, 0);
    const inputs = [op.input('x'), scale, shift, op.input('mean'), op.input('variance')];
    return onnx.emit('BatchNormalization', inputs, { epsilon: epsilon(op) });
  },

  instance_norm: (op, onnx) => {
    const rank = op.rank('x');
    const [channel] = ['gamma', 'beta'].flatMap((name) => (op.has(name) ? [op.side(name, 0)] : [op.shape('x')[1]]));
    if (channel === undefined) {
      const axes = Array.from({ length: rank - 2 }, (_, axis) => axis + 2);
      return expandNorm(op, onnx, axes, [1]);
    }
    const scale = op.has('gamma') ? op.input('gamma') : filledTensor(op, onnx, [channel], 1);
    const shift = op.has('beta') ? op.input('beta') : filledTensor(op, onnx, [channel], 0);
    return onnx.emit('InstanceNormalization', [op.input('x'), scale, shift], { epsilon: epsilon(op) });
  },

  // Over the last three axes, the epsilon inside the root.
  l2_norm: (op, onnx) => {
    const x = op.input('x');
    const total = onnx.emit('ReduceSumSquare', [x, onnx.int64s([-3, -2, -1])]);
    const length = onnx.emit('Sqrt', [onnx.emit('Add', [total, onnx.floats([epsilon(op, 1e-6).float], [])])]);
    return onnx.emit('Div', [x, length]);
  },

  // x / (k + alpha * the mean of size squares across channels) ^ beta. An even size reaches one channel further back.
  // Channels are the third axis from the end, which Core ML keeps to for rank 3 too (coremltools' test of it).
  local_response_norm: (op, onnx) => {
    const size = op.required(op.number('size'), 'size');
    if (size < 1) throw op.unsupported(`size ${String(size)}`);
    const [alpha, beta, k] = [op.number('alpha') ?? 1e-4, op.number('beta') ?? 0.75, op.number('k') ?? 1];
    const [x, sides] = [op.input('x'), sidesOf(op, onnx, 'x')];
    const [channels = 1, height = 1, width = 1] = sides.slice(-3);
    const pictures = product(onnx, sides.slice(0, -3));
    const squares = reshape(onnx, onnx.emit('Mul', [x, x]), [pictures, 1, channels, times(onnx, height, width)]);
    const before = Math.floor(size / 2);
    const padded = surroundForPool(
      onnx,
      squares,
      4,
      [
        [before, size - 1 - before],
        [0, 0],
      ],
      0,
    );
    const means = onnx.emit('AveragePool', [padded], { kernel_shape: [size, 1] });
    const scalar = (value: number): string => onnx.floats([value], []);
    const base = onnx.emit('Add', [onnx.emit('Mul', [means, scalar(alpha)]), scalar(k)]);
    return onnx.emit('Div', [x, reshape(onnx, onnx.emit('Pow', [base, scalar(beta)]), sides)]);
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

/**
 * Expands a normalization that ONNX has no operator for: over axes that are not the last ones, or of open sides. gamma and
 * beta lie along the axes `scaled`.
 */
function expandNorm(op: Op, onnx: OnnxGraph, axes: readonly number[], scaled: readonly number[]): string {
  const [x, over] = [op.input('x'), onnx.int64s(axes)];
  const centred = onnx.emit('Sub', [x, onnx.emit('ReduceMean', [x, over])]);
  const variance = onnx.emit('ReduceMean', [onnx.emit('Mul', [centred, centred]), over]);
  const deviation = onnx.emit('Sqrt', [onnx.emit('Add', [variance, onnx.floats([epsilon(op).float], [])])]);
  const normal = onnx.emit('Div', [centred, deviation]);
  const reshapedOperand = (name: string): string => {
    const shape = op.shape('x').map((_, axis) => (scaled.includes(axis) ? op.side(name, scaled.indexOf(axis)) : 1));
    return reshape(onnx, op.input(name), shape);
  };
  const enlarged = op.has('gamma') ? onnx.emit('Mul', [normal, reshapedOperand('gamma')]) : normal;
  return op.has('beta') ? onnx.emit('Add', [enlarged, reshapedOperand('beta')]) : enlarged;
}
