import { Unsupported } from '../unsupported.js';
import { flag, floats, int, ints } from './network.js';
import type { Network } from './network.js';
import { only } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { broadcast, counted } from './shapes.js';
import { weightsOf } from './weights.js';

interface BatchNorm {
  readonly channels: number;
  readonly computeMeanVar: boolean;
  readonly instanceNormalization: boolean;
  readonly epsilon: number;
  readonly gamma: RawWeights | null;
  readonly beta: RawWeights | null;
  readonly mean: RawWeights | null;
  readonly variance: RawWeights | null;
}
interface Scale {
  readonly shapeScale: readonly number[];
  readonly scale: RawWeights | null;
  readonly hasBias: boolean;
  readonly shapeBias: readonly number[];
  readonly bias: RawWeights | null;
}
interface ReduceND {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
  readonly reduceAll: boolean;
}

/** NeuralNetwork.proto, ReduceLayerParams.ReduceOperation and ReduceAxis */
const logSum = 3;
const reductions = ['sum', 'mean', 'prod', 'sum', 'sum_square', 'l1_norm', 'l2_norm', 'max', 'min'];
const reducedAxes = [[-3, -2, -1], [-2, -1], [-3], [-2], [-1]];

const reduceND =
  (type: string): Translate =>
  ({ axes, keepDims, reduceAll }: ReduceND, inputs, network) => {
    const x = only(inputs);
    const rank = x.shape.length;
    const over = reduceAll ? x.shape.map((_, axis) => axis) : axes.map((axis) => counted(axis, rank));
    const shape = x.shape.flatMap((one, axis) => (over.includes(axis) ? (keepDims ? [1] : []) : [one]));
    return network.emit(type, { x, axes: ints(over), keep_dims: flag(keepDims) }, shape);
  };

/** Layers that normalize, reduce, scale by stored numbers, or are stored numbers. */
export const statistics: Readonly<Record<string, Translate>> = {
  batchnorm: (of: BatchNorm, inputs, network) => {
    const x = only(inputs);
    const weights = (raw: RawWeights | null) => weightsOf(raw, [of.channels]);
    const common = { x, gamma: weights(of.gamma), beta: weights(of.beta), epsilon: floats([of.epsilon]) };
    if (of.instanceNormalization) return network.emit('instance_norm', common, x.shape);
    if (of.computeMeanVar) throw new Unsupported('that computes means over a batch');
    const moments = { mean: weights(of.mean), variance: weights(of.variance) };
    return network.emit('batch_norm', { ...common, ...moments }, x.shape);
  },

  softmax: (_, inputs, network) => {
    const x = only(inputs);
    return network.emit('softmax', { x, axis: int(-3) }, x.shape);
  },
  softmaxND: ({ axis }: { axis: number }, inputs, network) => {
    const x = only(inputs);
    return network.emit('softmax', { x, axis: int(axis) }, x.shape);
  },

  reduce: ({ mode, axis, epsilon }: { mode: number; axis: number; epsilon: number }, inputs, network) => {
    const given = only(inputs);
    // The sum of logarithms, not the logarithm of the sum (coremltools' NumPy oracle of this layer).
    const x = mode === logSum ? network.emit('log', { x: given, epsilon: floats([epsilon]) }, given.shape) : given;
    const [type, axes] = [reductions[mode], reducedAxes[axis]];
    if (type === undefined || axes === undefined) throw new Unsupported(`of mode ${String(mode)}`);
    const rank = x.shape.length;
    const over = new Set(axes.map((one) => counted(one, rank)));
    const shape = x.shape.map((one, index) => (over.has(index) ? 1 : one));
    return network.emit(`reduce_${type}`, { x, axes: ints(axes), keep_dims: flag(true) }, shape);
  },
  reduceMax: reduceND('reduce_max'),
  reduceMin: reduceND('reduce_min'),
  reduceSum: reduceND('reduce_sum'),
  reduceMean: reduceND('reduce_mean'),

  scale: (of: Scale, inputs, network) => {
    const x = only(inputs);
    const y = weightsOf(of.scale, spread(of.shapeScale));
    const product = network.emit('mul', { x, y }, broadcast(x.shape, y.shape));
    return of.hasBias ? plus(product, of.bias, of.shapeBias, network) : product;
  },
  bias: (of: { shape: readonly number[]; bias: RawWeights | null }, inputs, network) =>
    plus(only(inputs), of.bias, of.shape, network),

  loadConstant: (of: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(of.data, [1, ...of.shape])),
  loadConstantND: (of: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(of.data, of.shape)),
};

const plus = (x: ReturnType<typeof only>, raw: RawWeights | null, shape: readonly number[], network: Network) => {
  const y = weightsOf(raw, spread(shape));
  return network.emit('add', { x, y }, broadcast(x.shape, y.shape));
};

/** One number a channel stands before height and width. */
const spread = (shape: readonly number[]): number[] => (shape.length === 1 ? [...shape, 1, 1] : [...shape]);
