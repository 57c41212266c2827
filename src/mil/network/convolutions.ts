import { Unsupported } from '../unsupported.js';
import { flag, int, ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawBorders, RawPadding, RawWeights } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { fixedSide, mapSide } from './shapes.js';
import { weightsOf } from './weights.js';

interface Convolution extends RawPadding {
  readonly outputChannels: number;
  readonly kernelChannels: number;
  readonly nGroups: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilationFactor: readonly number[];
  readonly isDeconvolution: boolean;
  readonly hasBias: boolean;
  readonly weights: RawWeights | null;
  readonly bias: RawWeights | null;
  readonly outputShape: readonly number[];
}

interface Pooling extends RawPadding {
  readonly type: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly avgPoolExcludePadding: boolean;
  readonly globalPooling: boolean;
  readonly includeLastPixel?: { readonly paddingAmounts: readonly number[] };
}

interface InnerProduct {
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly hasBias: boolean;
  readonly weights: RawWeights | null;
  readonly bias: RawWeights | null;
}

const poolTypes = ['max_pool', 'avg_pool', 'l2_pool'];

export const convolutions: Readonly<Record<string, Translate>> = {
  convolution: (parameters: Convolution, inputs, network) =>
    (parameters.isDeconvolution ? deconvolve : convolve)(parameters, inputs, network),

  pooling: (parameters: Pooling, inputs, network) => {
    const x = onlyInput(inputs);
    const type = poolTypes[parameters.type];
    if (type === undefined) throw new Unsupported(`type ${String(parameters.type)}`);
    const averages =
      type === 'avg_pool' ? { exclude_padding_from_average: flag(parameters.avgPoolExcludePadding) } : {};
    if (parameters.globalPooling) {
      const kernel = [fixedSide(x, -2), fixedSide(x, -1)];
      return network.emit(type, { x, kernel_sizes: ints(kernel), ...averages }, [...x.shape.slice(0, -2), 1, 1]);
    }
    const [kernel, strides] = [pairOr(parameters.kernelSize, 3), pairOr(parameters.stride, 1)];
    if (parameters.includeLastPixel) {
      const { pads, shape } = completePadding(
        x,
        kernel,
        strides,
        pairOr(parameters.includeLastPixel.paddingAmounts, 0),
      );
      const window = { pad_type: text('custom'), pad: ints(pads) };
      return network.emit(
        type,
        { x, kernel_sizes: ints(kernel), strides: ints(strides), ...window, ...averages },
        shape,
      );
    }
    const { inputs: padding, shape } = paddingFor(parameters, x, kernel, strides, [1, 1]);
    return network.emit(
      type,
      { x, kernel_sizes: ints(kernel), strides: ints(strides), ...padding, ...averages },
      shape,
    );
  },

  // The product runs over the channels of a blob of one pixel before iOS 13, over the last axis from then on.
  innerProduct: (parameters: InnerProduct, inputs, network) => {
    const x = onlyInput(inputs);
    const spatial = network.legacy ? [1, 1] : [];
    const weight = weightsOf(parameters.weights, [parameters.outputChannels, parameters.inputChannels, ...spatial]);
    const bias = parameters.hasBias ? weightsOf(parameters.bias, [parameters.outputChannels]) : undefined;
    if (!network.legacy)
      return network.emit('linear', { x, weight, bias }, [...x.shape.slice(0, -1), parameters.outputChannels]);
    if (fixedSide(x, -1) !== 1 || fixedSide(x, -2) !== 1) throw new Unsupported('more than one pixel');
    return network.emit('conv', { x, weight, bias }, [x.shape[0], parameters.outputChannels, 1, 1]);
  },
};

// weights [C_out, C_in / groups, H, W]
function convolve(parameters: Convolution, inputs: readonly Blob[], network: Network): Blob {
  const x = onlyInput(inputs);
  const [kernel, strides, dilations] = [
    pairOr(parameters.kernelSize, 3),
    pairOr(parameters.stride, 1),
    pairOr(parameters.dilationFactor, 1),
  ];
  const weight = weightsOf(parameters.weights, [parameters.outputChannels, parameters.kernelChannels, ...kernel]);
  const bias = parameters.hasBias ? weightsOf(parameters.bias, [parameters.outputChannels]) : undefined;
  const { inputs: padding, shape } = paddingFor(parameters, x, kernel, strides, dilations);
  const window = { strides: ints(strides), dilations: ints(dilations), groups: int(parameters.nGroups || 1) };
  const [batch, , ...sides] = shape;
  return network.emit('conv', { x, weight, bias, ...window, ...padding }, [batch, parameters.outputChannels, ...sides]);
}

// weights [C_in, C_out / groups, H, W]
function deconvolve(parameters: Convolution, inputs: readonly Blob[], network: Network): Blob {
  const x = onlyInput(inputs);
  const [kernel, strides, dilations] = [
    pairOr(parameters.kernelSize, 3),
    pairOr(parameters.stride, 1),
    pairOr(parameters.dilationFactor, 1),
  ];
  const groups = parameters.nGroups || 1;
  const weight = weightsOf(
    parameters.weights,
    [parameters.kernelChannels, parameters.outputChannels / groups, ...kernel],
    1,
  );
  const bias = parameters.hasBias ? weightsOf(parameters.bias, [parameters.outputChannels]) : undefined;
  const pads = parameters.same
    ? [0, 1].flatMap((axis) => surplus(axis))
    : edgesOf(parameters.valid?.paddingAmounts ?? null);
  function surplus(axis: number): number[] {
    const total = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1 - (strides[axis] ?? 1);
    if (total < 0) throw new Unsupported('a stride larger than the kernel');
    const smallerHalf = Math.floor(total / 2);
    return parameters.same?.asymmetryMode === 1
      ? [total - smallerHalf, smallerHalf]
      : [smallerHalf, total - smallerHalf];
  }
  const sides = [0, 1].map((axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const stated = parameters.outputShape[axis];
    if (stated !== undefined) return stated;
    const cropped = (pads[axis * 2] ?? 0) + (pads[axis * 2 + 1] ?? 0);
    return mapSide(x.shape.at(axis - 2), (one) => (one - 1) * (strides[axis] ?? 1) + reach - cropped);
  });
  const shape = [x.shape[0], parameters.outputChannels, ...sides];
  const window = { strides: ints(strides), dilations: ints(dilations), groups: int(groups) };
  const padding = { pad_type: text('custom'), pad: ints(pads) };
  const outputShape = parameters.outputShape.length > 0 ? { output_shape: ints(shape.map((one) => one ?? 0)) } : {};
  return network.emit('conv_transpose', { x, weight, bias, ...window, ...padding, ...outputShape }, shape);
}

function paddingFor(parameters: RawPadding, x: Blob, kernel: number[], strides: number[], dilations: number[]) {
  if (parameters.same) {
    const type = parameters.same.asymmetryMode === 1 ? 'same_lower' : 'same';
    const shape = mapSpatialSides(x.shape, (one, axis) => Math.ceil(one / (strides[axis] ?? 1)));
    return { inputs: { pad_type: text(type) }, shape };
  }
  const pads = edgesOf(parameters.valid?.paddingAmounts ?? null);
  const shape = mapSpatialSides(x.shape, (one, axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const whole = one + (pads[axis * 2] ?? 0) + (pads[axis * 2 + 1] ?? 0);
    return Math.floor((whole - reach) / (strides[axis] ?? 1)) + 1;
  });
  return { inputs: { pad_type: text('custom'), pad: ints(pads) }, shape };
}

/**
 * Completes the padding so that windows reach every pixel. Windows are counted as Caffe counts them: rounded up, but none
 * begins beyond the padding.
 */
function completePadding(
  x: Blob,
  kernel: number[],
  strides: number[],
  amounts: number[],
): { pads: number[]; shape: OpenShape } {
  const pads: number[] = [];
  const sides = [0, 1].map((axis) => {
    const [length, before] = [fixedSide(x, axis - 2), amounts[axis] ?? 0];
    const [reach, stride] = [kernel[axis] ?? 1, strides[axis] ?? 1];
    const rounded = Math.ceil((length + 2 * before - reach) / stride) + 1;
    const count = (rounded - 1) * stride >= length + before ? rounded - 1 : rounded;
    pads.push(before, Math.max(0, (count - 1) * stride + reach - length - before));
    return count;
  });
  return { pads, shape: [...x.shape.slice(0, -2), ...sides] };
}

const mapSpatialSides = (shape: OpenShape, compute: (one: number, axis: number) => number): OpenShape => [
  ...shape.slice(0, -2),
  ...shape.slice(-2).map((one, axis) => mapSide(one, (length) => compute(length, axis))),
];

/** Top, bottom, left and right in pixels; 0 where a layer states nothing. */
export const edgesOf = (amounts: RawBorders | null): number[] =>
  [0, 1].flatMap((axis) => {
    const edges = amounts?.borderAmounts[axis];
    return [edges?.startEdgeSize ?? 0, edges?.endEdgeSize ?? 0];
  });

const pairOr = (stated: readonly number[], otherwise: number): number[] =>
  stated.length === 2 ? [...stated] : [otherwise, otherwise];
