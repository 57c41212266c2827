import { floats, int, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawWeights } from '../../coreml/raw-network.js';
import { alike, onPlanes } from './planes.js';
import { axisOf, broadcastShapes } from './shapes.js';
import { emitBinary, emitReduction } from './steps.js';
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
interface MeanVariance {
  readonly acrossChannels: boolean;
  readonly normalizeVariance: boolean;
  readonly epsilon: number;
}
interface ResponseNorm {
  readonly alpha: number;
  readonly beta: number;
  readonly localSize: number;
  readonly k: number;
}
interface LayerNorm {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly gamma: RawWeights | null;
  readonly beta: RawWeights | null;
}
interface Scale {
  readonly shapeScale: readonly number[];
  readonly scale: RawWeights | null;
  readonly hasBias: boolean;
  readonly shapeBias: readonly number[];
  readonly bias: RawWeights | null;
}

/** Layers that normalize, or scale by stored numbers. An epsilon of 0 stands for the one that NeuralNetwork.proto states. */
export const normalizations: Readonly<Record<string, Translate>> = {
  batchnorm: (parameters: BatchNorm, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const weights = (raw: RawWeights | null) => weightsOf(raw, [parameters.channels]);
      const common = {
        gamma: weights(parameters.gamma),
        beta: weights(parameters.beta),
        epsilon: floats([parameters.epsilon || 1e-5]),
      };
      if (!parameters.computeMeanVar) {
        const moments = { mean: weights(parameters.mean), variance: weights(parameters.variance) };
        return network.emit('batch_norm', { x, ...common, ...moments }, x.shape);
      }
      if (parameters.instanceNormalization) return network.emit('instance_norm', { x, ...common }, x.shape);
      const unscaled = standardize(x, [0, 2, 3], parameters.epsilon || 1e-5, network);
      const column = (raw: RawWeights | null) => weightsOf(raw, [parameters.channels, 1, 1]);
      const scaled = emitBinary('mul', unscaled, column(parameters.gamma), network);
      return emitBinary('add', scaled, column(parameters.beta), network);
    }),

  mvn: ({ acrossChannels, normalizeVariance, epsilon }: MeanVariance, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const axes = acrossChannels ? [1, 2, 3] : [2, 3];
      return normalizeVariance ? standardize(x, axes, epsilon || 1e-6, network) : centre(x, axes, network);
    }),

  l2normalize: ({ epsilon }: { epsilon: number }, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) =>
      network.emit('l2_norm', { x, epsilon: floats([epsilon || 1e-6]) }, x.shape),
    ),

  lrn: ({ alpha, beta, localSize, k }: ResponseNorm, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const numbers = { alpha: floats([alpha]), beta: floats([beta]), k: floats([k || 1]) };
      return network.emit('local_response_norm', { x, size: int(localSize), ...numbers }, x.shape);
    }),

  layerNormalization: (parameters: LayerNorm, inputs, network) => {
    const x = onlyInput(inputs);
    const { normalizedShape: shape, eps } = parameters;
    const axes = ints(shape.map((_, at) => x.shape.length - shape.length + at));
    const [gamma, beta] = [weightsOf(parameters.gamma, shape), weightsOf(parameters.beta, shape)];
    return network.emit('layer_norm', { x, axes, gamma, beta, epsilon: floats([eps]) }, x.shape);
  },

  softmax: (_, inputs, network) =>
    alike(inputs, network, (views) => {
      const x = onlyInput(views);
      return [network.emit('softmax', { x, axis: int(axisOf(x, -3)) }, x.shape)];
    }),
  softmaxND: ({ axis }: { axis: number }, inputs, network) => {
    const x = onlyInput(inputs);
    return network.emit('softmax', { x, axis: int(axisOf(x, axis)) }, x.shape);
  },

  scale: (parameters: Scale, inputs, network) =>
    alike(inputs, network, (views) => {
      const x = onlyInput(views);
      const y = weightsOf(parameters.scale, channelShape(parameters.shapeScale));
      const product = network.emit('mul', { x, y }, broadcastShapes(x.shape, y.shape));
      return [parameters.hasBias ? addWeights(product, parameters.bias, parameters.shapeBias, network) : product];
    }),
  bias: (parameters: { shape: readonly number[]; bias: RawWeights | null }, inputs, network) =>
    alike(inputs, network, (views) => [addWeights(onlyInput(views), parameters.bias, parameters.shape, network)]),
};

const centre = (x: Blob, axes: readonly number[], network: Network): Blob =>
  emitBinary('sub', x, emitReduction('mean', x, axes, network), network);

/** (x - mean) / sqrt(variance + epsilon), the variance that of the population. */
function standardize(x: Blob, axes: readonly number[], epsilon: number, network: Network): Blob {
  const centred = centre(x, axes, network);
  const variance = emitReduction('mean', network.emit('square', { x: centred }, x.shape), axes, network);
  const inverse = network.emit('rsqrt', { x: variance, epsilon: floats([epsilon]) }, variance.shape);
  return emitBinary('mul', centred, inverse, network);
}

const addWeights = (x: Blob, raw: RawWeights | null, shape: readonly number[], network: Network): Blob =>
  emitBinary('add', x, weightsOf(raw, channelShape(shape)), network);

/** Shapes one number per channel to broadcast over height and width. */
const channelShape = (shape: readonly number[]): number[] => (shape.length === 1 ? [...shape, 1, 1] : [...shape]);
