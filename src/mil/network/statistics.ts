import { Unsupported } from '../unsupported.js';
import { flag, floats, int, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { axisFromFront, broadcastShapes } from './shapes.js';
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
    const x = onlyInput(inputs);
    const rank = x.shape.length;
    const over = reduceAll ? x.shape.map((_, axis) => axis) : axes.map((axis) => axisFromFront(axis, rank));
    const shape = x.shape.flatMap((one, axis) => (over.includes(axis) ? (keepDims ? [1] : []) : [one]));
    return network.emit(type, { x, axes: ints(over), keep_dims: flag(keepDims) }, shape);
  };

/** Layers that normalize, reduce, scale by stored numbers, or are stored numbers. */
export const statistics: Readonly<Record<string, Translate>> = {
  batchnorm: (parameters: BatchNorm, inputs, network) => {
    const x = onlyInput(inputs);
    const weights = (raw: RawWeights | null) => weightsOf(raw, [parameters.channels]);
    const common = {
      x,
      gamma: weights(parameters.gamma),
      beta: weights(parameters.beta),
      epsilon: floats([parameters.epsilon]),
    };
    if (parameters.instanceNormalization) return network.emit('instance_norm', common, x.shape);
    if (parameters.computeMeanVar) throw new Unsupported('means over a batch');
    const moments = { mean: weights(parameters.mean), variance: weights(parameters.variance) };
    return network.emit('batch_norm', { ...common, ...moments }, x.shape);
  },

  softmax: (_, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('softmax', { x, axis: int(-3) }, x.shape);
  },
  softmaxND: ({ axis }: { axis: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('softmax', { x, axis: int(axis) }, x.shape);
  },

  reduce: ({ mode, axis, epsilon }: { mode: number; axis: number; epsilon: number }, inputs, network) => {
    const input = onlyInput(inputs);
    // The sum of logarithms, not the logarithm of the sum (coremltools' NumPy oracle of this layer).
    const x = mode === logSum ? network.emit('log', { x: input, epsilon: floats([epsilon]) }, input.shape) : input;
    const [type, axes] = [reductions[mode], reducedAxes[axis]];
    if (type === undefined || axes === undefined) throw new Unsupported(`mode ${String(mode)}`);
    const rank = x.shape.length;
    const over = new Set(axes.map((one) => axisFromFront(one, rank)));
    const shape = x.shape.map((one, index) => (over.has(index) ? 1 : one));
    return network.emit(`reduce_${type}`, { x, axes: ints(axes), keep_dims: flag(true) }, shape);
  },
  reduceMax: reduceND('reduce_max'),
  reduceMin: reduceND('reduce_min'),
  reduceSum: reduceND('reduce_sum'),
  reduceMean: reduceND('reduce_mean'),

  scale: (parameters: Scale, inputs, network) => {
    const x = onlyInput(inputs);
    const y = weightsOf(parameters.scale, channelShape(parameters.shapeScale));
    const product = network.emit('mul', { x, y }, broadcastShapes(x.shape, y.shape));
    return parameters.hasBias ? addWeights(product, parameters.bias, parameters.shapeBias, network) : product;
  },
  bias: (parameters: { shape: readonly number[]; bias: RawWeights | null }, inputs, network) =>
    addWeights(onlyInput(inputs), parameters.bias, parameters.shape, network),

  loadConstant: (parameters: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(parameters.data, [1, ...parameters.shape])),
  loadConstantND: (parameters: { shape: readonly number[]; data: RawWeights | null }, _, network) =>
    network.load(weightsOf(parameters.data, parameters.shape)),
};

const addWeights = (x: Blob, raw: RawWeights | null, shape: readonly number[], network: Network) => {
  const y = weightsOf(raw, channelShape(shape));
  return network.emit('add', { x, y }, broadcastShapes(x.shape, y.shape));
};

/** Shapes one number per channel to broadcast over height and width. */
const channelShape = (shape: readonly number[]): number[] => (shape.length === 1 ? [...shape, 1, 1] : [...shape]);
