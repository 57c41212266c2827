import { Unsupported } from '../unsupported.js';
import { flag, int, ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { only } from './layer.js';
import type { Translate } from './layer.js';
import type { RawBorders, RawPadding, RawWeights } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { known, side } from './shapes.js';
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
  convolution: (of: Convolution, inputs, network) => (of.isDeconvolution ? deconvolve : convolve)(of, inputs, network),

  pooling: (of: Pooling, inputs, network) => {
    const x = only(inputs);
    const type = poolTypes[of.type];
    if (type === undefined) throw new Unsupported(`of type ${String(of.type)}`);
    const averages = type === 'avg_pool' ? { exclude_padding_from_average: flag(of.avgPoolExcludePadding) } : {};
    if (of.globalPooling) {
      const kernel = [known(x, -2), known(x, -1)];
      return network.emit(type, { x, kernel_sizes: ints(kernel), ...averages }, [...x.shape.slice(0, -2), 1, 1]);
    }
    const [kernel, strides] = [pair(of.kernelSize, 3), pair(of.stride, 1)];
    if (of.includeLastPixel) {
      const { pads, shape } = completed(x, kernel, strides, pair(of.includeLastPixel.paddingAmounts, 0));
      const window = { pad_type: text('custom'), pad: ints(pads) };
      return network.emit(
        type,
        { x, kernel_sizes: ints(kernel), strides: ints(strides), ...window, ...averages },
        shape,
      );
    }
    const { inputs: padding, shape } = padded(of, x, kernel, strides, [1, 1]);
    return network.emit(
      type,
      { x, kernel_sizes: ints(kernel), strides: ints(strides), ...padding, ...averages },
      shape,
    );
  },

  // Over the channels of a blob of one pixel before iOS 13, over the last axis from then on.
  innerProduct: (of: InnerProduct, inputs, network) => {
    const x = only(inputs);
    const spatial = network.legacy ? [1, 1] : [];
    const weight = weightsOf(of.weights, [of.outputChannels, of.inputChannels, ...spatial]);
    const bias = of.hasBias ? weightsOf(of.bias, [of.outputChannels]) : undefined;
    if (!network.legacy)
      return network.emit('linear', { x, weight, bias }, [...x.shape.slice(0, -1), of.outputChannels]);
    if (known(x, -1) !== 1 || known(x, -2) !== 1) throw new Unsupported('of more than one pixel');
    return network.emit('conv', { x, weight, bias }, [x.shape[0], of.outputChannels, 1, 1]);
  },
};

// weights [C_out, C_in / groups, H, W]
function convolve(of: Convolution, inputs: readonly Blob[], network: Network): Blob {
  const x = only(inputs);
  const [kernel, strides, dilations] = [pair(of.kernelSize, 3), pair(of.stride, 1), pair(of.dilationFactor, 1)];
  const weight = weightsOf(of.weights, [of.outputChannels, of.kernelChannels, ...kernel]);
  const bias = of.hasBias ? weightsOf(of.bias, [of.outputChannels]) : undefined;
  const { inputs: padding, shape } = padded(of, x, kernel, strides, dilations);
  const window = { strides: ints(strides), dilations: ints(dilations), groups: int(of.nGroups || 1) };
  const [batch, , ...sides] = shape;
  return network.emit('conv', { x, weight, bias, ...window, ...padding }, [batch, of.outputChannels, ...sides]);
}

// weights [C_in, C_out / groups, H, W]
function deconvolve(of: Convolution, inputs: readonly Blob[], network: Network): Blob {
  const x = only(inputs);
  const [kernel, strides, dilations] = [pair(of.kernelSize, 3), pair(of.stride, 1), pair(of.dilationFactor, 1)];
  const groups = of.nGroups || 1;
  const weight = weightsOf(of.weights, [of.kernelChannels, of.outputChannels / groups, ...kernel], 1);
  const bias = of.hasBias ? weightsOf(of.bias, [of.outputChannels]) : undefined;
  const pads = of.same ? [0, 1].flatMap((axis) => surplus(axis)) : borders(of.valid?.paddingAmounts ?? null);
  function surplus(axis: number): number[] {
    const total = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1 - (strides[axis] ?? 1);
    if (total < 0) throw new Unsupported('deconvolution whose stride exceeds its kernel');
    const less = Math.floor(total / 2);
    return of.same?.asymmetryMode === 1 ? [total - less, less] : [less, total - less];
  }
  const sides = [0, 1].map((axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const given = of.outputShape[axis];
    if (given !== undefined) return given;
    const cropped = (pads[axis * 2] ?? 0) + (pads[axis * 2 + 1] ?? 0);
    return side(x.shape.at(axis - 2), (one) => (one - 1) * (strides[axis] ?? 1) + reach - cropped);
  });
  const shape = [x.shape[0], of.outputChannels, ...sides];
  const window = { strides: ints(strides), dilations: ints(dilations), groups: int(groups) };
  const padding = { pad_type: text('custom'), pad: ints(pads) };
  const wanted = of.outputShape.length > 0 ? { output_shape: ints(shape.map((one) => one ?? 0)) } : {};
  return network.emit('conv_transpose', { x, weight, bias, ...window, ...padding, ...wanted }, shape);
}

function padded(of: RawPadding, x: Blob, kernel: number[], strides: number[], dilations: number[]) {
  if (of.same) {
    const type = of.same.asymmetryMode === 1 ? 'same_lower' : 'same';
    const shape = windowed(x.shape, (one, axis) => Math.ceil(one / (strides[axis] ?? 1)));
    return { inputs: { pad_type: text(type) }, shape };
  }
  const pads = borders(of.valid?.paddingAmounts ?? null);
  const shape = windowed(x.shape, (one, axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const whole = one + (pads[axis * 2] ?? 0) + (pads[axis * 2 + 1] ?? 0);
    return Math.floor((whole - reach) / (strides[axis] ?? 1)) + 1;
  });
  return { inputs: { pad_type: text('custom'), pad: ints(pads) }, shape };
}

/**
 * The padding that lets windows reach every pixel: as Caffe counts them, rounded up, but none that would begin beyond the
 * padding.
 */
function completed(x: Blob, kernel: number[], strides: number[], amounts: number[]): { pads: number[]; shape: OpenShape } {
  const pads: number[] = [];
  const sides = [0, 1].map((axis) => {
    const [length, before] = [known(x, axis - 2), amounts[axis] ?? 0];
    const [reach, stride] = [kernel[axis] ?? 1, strides[axis] ?? 1];
    const rounded = Math.ceil((length + 2 * before - reach) / stride) + 1;
    const count = (rounded - 1) * stride >= length + before ? rounded - 1 : rounded;
    pads.push(before, Math.max(0, (count - 1) * stride + reach - length - before));
    return count;
  });
  return { pads, shape: [...x.shape.slice(0, -2), ...sides] };
}

const windowed = (shape: OpenShape, compute: (one: number, axis: number) => number): OpenShape => [
  ...shape.slice(0, -2),
  ...shape.slice(-2).map((one, axis) => side(one, (length) => compute(length, axis))),
];

/** Top, bottom, left, right; none where nothing is said. */
export const borders = (amounts: RawBorders | null): number[] =>
  [0, 1].flatMap((axis) => {
    const edges = amounts?.borderAmounts[axis];
    return [edges?.startEdgeSize ?? 0, edges?.endEdgeSize ?? 0];
  });

const pair = (given: readonly number[], otherwise: number): number[] =>
  given.length === 2 ? [...given] : [otherwise, otherwise];
