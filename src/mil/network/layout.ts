import { Unsupported } from '../unsupported.js';
import { floats, flag, flags, int, ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { edgesOf } from './convolutions.js';
import { onlyInput } from './layer.js';
import type { Translate } from './layer.js';
import type { RawBorders } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { axisFromFront, fixedSide, mapSide, reshapedSides, sumSides, withSide } from './shapes.js';

interface Padding {
  readonly paddingAmounts: RawBorders | null;
  readonly constant?: { readonly value: number };
  readonly reflection?: object;
  readonly replication?: object;
}
interface Upsample {
  readonly scalingFactor: readonly number[];
  readonly fractionalScalingFactor: readonly number[];
  readonly mode: number;
  readonly linearUpsampleMode: number;
}
interface SliceStatic {
  readonly beginIds: readonly number[];
  readonly beginMasks: readonly boolean[];
  readonly endIds: readonly number[];
  readonly endMasks: readonly boolean[];
  readonly strides: readonly number[];
  readonly squeezeMasks: readonly boolean[];
}

/** Before iOS 13 the axes end with channels, height and width. */
const channelAxis = -3;

const samplings = ['STRICT_ALIGN_CORNERS', 'ALIGN_CORNERS', 'DEFAULT'];

/** Layers that move, pad, cut, join and resize. */
export const layout: Readonly<Record<string, Translate>> = {
  padding: (parameters: Padding, inputs, network) => {
    const x = onlyInput(inputs);
    const mode = parameters.reflection ? 'reflect' : parameters.replication ? 'replicate' : 'constant';
    return pad(x, edgesOf(parameters.paddingAmounts), mode, parameters.constant?.value ?? 0, network);
  },

  constantPad: (
    parameters: { value: number; padAmounts: readonly number[]; padToGivenOutputSizeMode: boolean },
    inputs,
    network,
  ) => {
    if (parameters.padToGivenOutputSizeMode) throw new Unsupported('padding to a given size');
    return pad(onlyInput(inputs), parameters.padAmounts, 'constant', parameters.value, network);
  },

  // Crops to the size of the second input, or by amounts.
  crop: (parameters: { cropAmounts: RawBorders | null; offset: readonly number[] }, [x, like], network) => {
    if (!x) throw new Unsupported('no input');
    const ends = [-2, -1].map((axis, index) => {
      const [before, after] = edgesOf(parameters.cropAmounts).slice(index * 2);
      const from = like ? (parameters.offset[index] ?? 0) : (before ?? 0);
      const length = like ? fixedSide(like, axis) : fixedSide(x, axis) - from - (after ?? 0);
      return { axis, from, to: from + length };
    });
    return ends.reduce((cut, { axis, from, to }) => emitSlice(cut, axis, from, to, 1, network), x);
  },

  upsample: (parameters: Upsample, inputs, network) => {
    const x = onlyInput(inputs);
    const { scalingFactor, fractionalScalingFactor } = parameters;
    const [down = 1, across = 1] = fractionalScalingFactor.length === 2 ? fractionalScalingFactor : scalingFactor;
    const shape = [...x.shape.slice(0, -2), scaledSide(x.shape.at(-2), down), scaledSide(x.shape.at(-1), across)];
    const factors = { scale_factor_height: floats([down]), scale_factor_width: floats([across]) };
    if (parameters.mode === 0) return network.emit('upsample_nearest_neighbor', { x, ...factors }, shape);
    const grid = {
      align_corners: flag(parameters.linearUpsampleMode === 1),
      half_pixel_centers: flag(parameters.linearUpsampleMode === 2),
    };
    return network.emit('upsample_bilinear', { x, ...factors, ...grid }, shape);
  },

  resizeBilinear: (
    parameters: { targetSize: readonly number[]; mode: { samplingMethod: number } | null },
    inputs,
    network,
  ) => {
    const x = onlyInput(inputs);
    const [height = 1, width = 1] = parameters.targetSize;
    const sampling = samplings[parameters.mode?.samplingMethod ?? 0];
    if (sampling === undefined) throw new Unsupported('sampling as ROI align does');
    const target = { target_size_height: int(height), target_size_width: int(width), sampling_mode: text(sampling) };
    return network.emit('resize_bilinear', { x, ...target }, [...x.shape.slice(0, -2), height, width]);
  },

  reorganizeData: ({ mode, blockSize }: { mode: number; blockSize: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const [batch, channels, height, width] = x.shape;
    const grown = (one: number | undefined): number | undefined => mapSide(one, (known) => known * blockSize);
    const shrunk = (one: number | undefined): number | undefined => mapSide(one, (known) => known / blockSize);
    if (mode === 0) {
      const shape = [batch, mapSide(channels, (known) => known * blockSize ** 2), shrunk(height), shrunk(width)];
      return network.emit('space_to_depth', { x, block_size: int(blockSize) }, shape);
    }
    const shape = [batch, mapSide(channels, (known) => known / blockSize ** 2), grown(height), grown(width)];
    if (mode === 1) return network.emit('depth_to_space', { x, block_size: int(blockSize) }, shape);
    return network.emit('pixel_shuffle', { x, upscale_factor: int(blockSize) }, shape);
  },

  slice: (parameters: { startIndex: number; endIndex: number; stride: number; axis: number }, inputs, network) =>
    emitSlice(
      onlyInput(inputs),
      parameters.axis - 3,
      parameters.startIndex,
      parameters.endIndex,
      parameters.stride || 1,
      network,
    ),

  sliceStatic: (parameters: SliceStatic, inputs, network) => {
    const x = onlyInput(inputs);
    const bounds = { begin: ints(parameters.beginIds), end: ints(parameters.endIds), stride: ints(parameters.strides) };
    const masks = { begin_mask: flags(parameters.beginMasks), end_mask: flags(parameters.endMasks) };
    const squeezed = parameters.squeezeMasks.length > 0 ? { squeeze_mask: flags(parameters.squeezeMasks) } : {};
    const shape = x.shape.map((one, axis) => mapSide(one, (length) => lengthOf(parameters, axis, length)));
    const keptSides = shape.filter((_, axis) => parameters.squeezeMasks[axis] !== true);
    return network.emit('slice_by_index', { x, ...bounds, ...masks, ...squeezed }, keptSides);
  },

  concat: (parameters: { sequenceConcat: boolean }, inputs, network) => {
    if (parameters.sequenceConcat) throw new Unsupported('along the sequence');
    return emitConcat(inputs, channelAxis, network);
  },
  concatND: (parameters: { axis: number; interleave: boolean }, inputs, network) => {
    if (parameters.interleave) throw new Unsupported('interleaving');
    return emitConcat(inputs, parameters.axis, network);
  },

  split: (_, inputs, network, { output }) => emitSplit(onlyInput(inputs), channelAxis, output.length, [], network),
  splitND: (parameters: { axis: number; splitSizes: readonly number[] }, inputs, network, { output }) =>
    emitSplit(onlyInput(inputs), parameters.axis, output.length, parameters.splitSizes, network),

  transpose: ({ axes }: { axes: readonly number[] }, inputs, network) =>
    emitTranspose(onlyInput(inputs), axes, network),
  permute: ({ axis }: { axis: readonly number[] }, inputs, network) => emitTranspose(onlyInput(inputs), axis, network),

  reshapeStatic: ({ targetShape }: { targetShape: readonly number[] }, inputs, network) =>
    emitReshape(onlyInput(inputs), targetShape, network),

  // The target is [C, H, W] or [sequence, C, H, W]; mode 1 orders the elements with channels last.
  reshape: ({ targetShape, mode }: { targetShape: readonly number[]; mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const target = targetShape.length === 3 ? [1, ...targetShape] : targetShape;
    if (mode === 0) return emitReshape(x, target, network);
    const [batch = 1, channels = 1, height = 1, width = 1] = target;
    const last = emitReshape(emitTranspose(x, [0, 2, 3, 1], network), [batch, height, width, channels], network);
    return emitTranspose(last, [0, 3, 1, 2], network);
  },

  flatten: ({ mode }: { mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const ordered = mode === 0 ? x : emitTranspose(x, [0, 2, 3, 1], network);
    return emitReshape(ordered, [fixedSide(x, 0), -1, 1, 1], network);
  },

  expandDims: ({ axes }: { axes: readonly number[] }, inputs, network) => {
    const x = onlyInput(inputs);
    const rank = x.shape.length + axes.length;
    const at = new Set(axes.map((axis) => axisFromFront(axis, rank)));
    const sides = [...x.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : sides.shift()));
    return network.emit('expand_dims', { x, axes: ints(axes) }, shape);
  },

  squeeze: ({ axes, squeezeAll }: { axes: readonly number[]; squeezeAll: boolean }, inputs, network) => {
    const x = onlyInput(inputs);
    const at = squeezeAll ? x.shape.flatMap((one, axis) => (one === 1 ? [axis] : [])) : axes;
    const dropped = new Set(at.map((axis) => axisFromFront(axis, x.shape.length)));
    return network.emit(
      'squeeze',
      { x, axes: ints(at) },
      x.shape.filter((_, axis) => !dropped.has(axis)),
    );
  },
};

const scaledSide = (one: number | undefined, factor: number): number | undefined =>
  mapSide(one, (known) => Math.floor(known * factor));

/** Pads the last axes; `amounts` are begin and end of each in turn. */
function pad(x: Blob, amounts: readonly number[], mode: string, value: number, network: Network): Blob {
  const first = x.shape.length - amounts.length / 2;
  const shape = x.shape.map((one, axis) =>
    mapSide(one, (known) => known + (amounts[(axis - first) * 2] ?? 0) + (amounts[(axis - first) * 2 + 1] ?? 0)),
  );
  return network.emit('pad', { x, pad: ints(amounts), mode: text(mode), constant_val: floats([value]) }, shape);
}

function emitSlice(x: Blob, axis: number, from: number, to: number, stride: number, network: Network): Blob {
  const at = axisFromFront(axis, x.shape.length);
  const others = x.shape.map((_, index) => index !== at);
  const one = (value: number, otherwise: number): number[] => others.map((other) => (other ? otherwise : value));
  const length = mapSide(x.shape[at], (all) => {
    const [begin, end] = [axisFromFront(from, all), Math.min(all, axisFromFront(to, all))];
    return Math.max(0, Math.ceil((end - begin) / stride));
  });
  const bounds = { begin: ints(one(from, 0)), end: ints(one(to, 0)), stride: ints(one(stride, 1)) };
  const masks = { begin_mask: flags(others), end_mask: flags(others) };
  return network.emit('slice_by_index', { x, ...bounds, ...masks }, withSide(x.shape, at, length));
}

function lengthOf(parameters: SliceStatic, axis: number, length: number): number {
  const stride = parameters.strides[axis] ?? 1;
  const from = parameters.beginMasks[axis]
    ? stride > 0
      ? 0
      : length - 1
    : axisFromFront(parameters.beginIds[axis] ?? 0, length);
  const to = parameters.endMasks[axis]
    ? stride > 0
      ? length
      : -1
    : axisFromFront(parameters.endIds[axis] ?? 0, length);
  return Math.max(0, Math.ceil((Math.min(to, length) - from) / stride));
}

const emitConcat = (inputs: readonly Blob[], axis: number, network: Network): Blob => {
  const [first] = inputs;
  if (!first) throw new Unsupported('no input');
  const total = sumSides(inputs.map(({ shape }) => shape.at(axis)));
  return network.emit('concat', { values: inputs, axis: int(axis) }, withSide(first.shape, axis, total));
};

function emitSplit(x: Blob, axis: number, count: number, stated: readonly number[], network: Network): Blob[] {
  const sizes = stated.length > 0 ? stated : Array<number>(count).fill(fixedSide(x, axis) / count);
  const shapes = sizes.map((size) => withSide(x.shape, axis, size));
  return network.emitMany('split', { x, axis: int(axis), split_sizes: ints(sizes) }, shapes);
}

const emitTranspose = (x: Blob, axes: readonly number[], network: Network): Blob =>
  network.emit(
    'transpose',
    { x, perm: ints(axes) },
    axes.map((axis): OpenShape[number] => x.shape[axis]),
  );

const emitReshape = (x: Blob, target: readonly number[], network: Network): Blob => {
  const shape = reshapedSides(x.shape, target);
  return network.emit('reshape', { x, shape: ints(shape.map((one) => one ?? -1)) }, shape);
};
