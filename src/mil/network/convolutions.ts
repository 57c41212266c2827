import { Unsupported } from '../unsupported.js';
import { int, ints, text } from './network.js';
import type { Argument, Arguments, Blob, Network } from './network.js';
import type { Translate } from './layer.js';
import type { RawPadding, RawWeights } from '../../coreml/raw-network.js';
import { onPlanes } from './planes.js';
import { mapSide } from './shapes.js';
import { weightsOf } from './weights.js';
import { orOtherwise, padWindow, pairOr, paddingOf, paddingOf3d, reachOf } from './windows.js';
import type { Padding, Window, Windows3d } from './windows.js';

interface Convolution2d extends RawPadding {
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

interface Convolution3d extends Windows3d {
  readonly outputChannels: number;
  readonly inputChannels: number;
  readonly nGroups: number;
  readonly dilationDepth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly hasBias: boolean;
  readonly weights: RawWeights | null;
  readonly bias: RawWeights | null;
  readonly isDeconvolution: boolean;
  readonly outputShape: readonly number[];
}

/** A convolution of any number of spatial axes. */
interface Convolution extends Window {
  readonly channels: number;
  readonly groups: number;
  readonly padding: Padding;
  /** [C_out, C_in / groups, *K], or turned round [C_in, C_out / groups, *K] */
  readonly weight: Argument;
  readonly bias: Argument | undefined;
  /** Turned round: the spatial sides it is told to make; else empty. */
  readonly outputSides: readonly number[];
}

export const convolutions: Readonly<Record<string, Translate>> = {
  // The weights may be a second input, the bias a third.
  convolution: (parameters: Convolution2d, [input, weightBlob, biasBlob, ...more], network) => {
    if (input === undefined || more.length > 0) throw new Unsupported('no input, or more than three');
    const { outputChannels: channels, kernelChannels, isDeconvolution } = parameters;
    const [groups, kernel] = [parameters.nGroups || 1, pairOr(parameters.kernelSize, 3)];
    const stored = isDeconvolution ? [kernelChannels, channels / groups] : [channels, kernelChannels];
    const convolution: Convolution = {
      channels,
      groups,
      kernel,
      strides: pairOr(parameters.stride, 1),
      dilations: pairOr(parameters.dilationFactor, 1),
      padding: paddingOf(parameters),
      weight: weightBlob ?? weightsOf(parameters.weights, [...stored, ...kernel], isDeconvolution ? 1 : 0),
      bias: biasBlob ?? (parameters.hasBias ? weightsOf(parameters.bias, [channels]) : undefined),
      outputSides: parameters.outputShape,
    };
    return onPlanes(input, network, (x) => (isDeconvolution ? deconvolve : convolve)(convolution, x, network));
  },

  convolution3d: (parameters: Convolution3d, [x, ...more], network) => {
    if (x?.shape.length !== 5 || more.length > 0) throw new Unsupported('an input that is not of 5 axes, or several');
    const { outputChannels: channels, inputChannels, isDeconvolution } = parameters;
    const groups = parameters.nGroups || 1;
    const kernel = orOtherwise([parameters.kernelDepth, parameters.kernelHeight, parameters.kernelWidth], 3);
    const stored = isDeconvolution ? [inputChannels, channels / groups] : [channels, inputChannels / groups];
    const convolution: Convolution = {
      channels,
      groups,
      kernel,
      strides: orOtherwise([parameters.strideDepth, parameters.strideHeight, parameters.strideWidth], 1),
      dilations: orOtherwise([parameters.dilationDepth, parameters.dilationHeight, parameters.dilationWidth], 1),
      padding: paddingOf3d(parameters),
      weight: weightsOf(parameters.weights, [...stored, ...kernel], isDeconvolution ? 1 : 0),
      bias: parameters.hasBias ? weightsOf(parameters.bias, [channels]) : undefined,
      outputSides: parameters.outputShape,
    };
    return (isDeconvolution ? deconvolve : convolve)(convolution, x, network);
  },
};

function convolve(convolution: Convolution, x: Blob, network: Network): Blob {
  const { inputs, sides } = padWindow(x, convolution, convolution.padding);
  return network.emit('conv', { x, ...operandsOf(convolution), ...inputs }, [
    x.shape[0],
    convolution.channels,
    ...sides,
  ]);
}

const operandsOf = ({ weight, bias, strides, dilations, groups }: Convolution): Arguments => ({
  weight,
  bias,
  strides: ints(strides),
  dilations: ints(dilations),
  groups: int(groups),
});

/** Padding crops the output. What the stated sides reach beyond that stays without a window at the end. */
function deconvolve(convolution: Convolution, x: Blob, network: Network): Blob {
  const { padding, strides, outputSides } = convolution;
  const axes = convolution.kernel.map((_, axis) => axis);
  const pads = axes.flatMap((axis) => {
    if (padding.kind === 'amounts') return padding.amounts.slice(axis * 2, axis * 2 + 2);
    const total = Math.max(0, reachOf(convolution, axis) - (strides[axis] ?? 1));
    const smaller = Math.floor(total / 2);
    return padding.heavyAtStart ? [total - smaller, smaller] : [smaller, total - smaller];
  });
  const sides = axes.map((axis) =>
    mapSide(x.shape[axis + 2], (one) => {
      const stride = strides[axis] ?? 1;
      if (outputSides[axis] !== undefined) return outputSides[axis];
      if (padding.kind === 'same') return one * stride;
      return (one - 1) * stride + reachOf(convolution, axis) - (pads[axis * 2] ?? 0) - (pads[axis * 2 + 1] ?? 0);
    }),
  );
  const shape = [x.shape[0], convolution.channels, ...sides];
  const fillsOut =
    outputSides.length > 0 ||
    (padding.kind === 'same' && axes.some((axis) => (strides[axis] ?? 1) > reachOf(convolution, axis)));
  if (fillsOut && sides.includes(undefined)) throw new Unsupported('a stated size of an open input');
  const stated = fillsOut ? { output_shape: ints(shape.map((one) => one ?? 1)) } : {};
  const crop = { pad_type: text('custom'), pad: ints(pads) };
  return network.emit('conv_transpose', { x, ...operandsOf(convolution), ...crop, ...stated }, shape);
}
