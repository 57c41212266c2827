import { Unsupported } from '../unsupported.js';
import { floats, flag, flags, int, ints, text } from './network.js';
import type { Blob, Network } from './network.js';
import { borders } from './convolutions.js';
import { only } from './layer.js';
import type { Translate } from './layer.js';
import type { RawBorders } from '../../coreml/raw-network.js';
import type { OpenShape } from '../program.js';
import { counted, known, replaced, reshaped, side, sum } from './shapes.js';

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

/** Before iOS 13 height is last but one, channels last but two. */
const channelAxis = -3;

const samplings = ['STRICT_ALIGN_CORNERS', 'ALIGN_CORNERS', 'DEFAULT'];

/** Layers that move, pad, cut, join and resize. */
export const layout: Readonly<Record<string, Translate>> = {
  padding: (of: Padding, inputs, network) => {
    const x = only(inputs);
    const mode = of.reflection ? 'reflect' : of.replication ? 'replicate' : 'constant';
    return pad(x, borders(of.paddingAmounts), mode, of.constant?.value ?? 0, network);
  },

  constantPad: (
    of: { value: number; padAmounts: readonly number[]; padToGivenOutputSizeMode: boolean },
    inputs,
    network,
  ) => {
    if (of.padToGivenOutputSizeMode) throw new Unsupported('that pads to a given size');
    return pad(only(inputs), of.padAmounts, 'constant', of.value, network);
  },

  // To the size of the second input, or by amounts.
  crop: (of: { cropAmounts: RawBorders | null; offset: readonly number[] }, [x, like], network) => {
    if (!x) throw new Unsupported('without input');
    const ends = [-2, -1].map((axis, index) => {
      const [before, after] = borders(of.cropAmounts).slice(index * 2);
      const from = like ? (of.offset[index] ?? 0) : (before ?? 0);
      const length = like ? known(like, axis) : known(x, axis) - from - (after ?? 0);
      return { axis, from, to: from + length };
    });
    return ends.reduce((cut, { axis, from, to }) => sliced(cut, axis, from, to, 1, network), x);
  },

  upsample: (of: Upsample, inputs, network) => {
    const x = only(inputs);
    const given = of.fractionalScalingFactor.length === 2 ? of.fractionalScalingFactor : of.scalingFactor;
    const [down = 1, across = 1] = given;
    const shape = [...x.shape.slice(0, -2), scaled(x.shape.at(-2), down), scaled(x.shape.at(-1), across)];
    const factors = { scale_factor_height: floats([down]), scale_factor_width: floats([across]) };
    if (of.mode === 0) return network.emit('upsample_nearest_neighbor', { x, ...factors }, shape);
    const grid = {
      align_corners: flag(of.linearUpsampleMode === 1),
      half_pixel_centers: flag(of.linearUpsampleMode === 2),
    };
    return network.emit('upsample_bilinear', { x, ...factors, ...grid }, shape);
  },

  resizeBilinear: (of: { targetSize: readonly number[]; mode: { samplingMethod: number } | null }, inputs, network) => {
    const x = only(inputs);
    const [height = 1, width = 1] = of.targetSize;
    const sampling = samplings[of.mode?.samplingMethod ?? 0];
    if (sampling === undefined) throw new Unsupported('that samples as ROI align does');
    const target = { target_size_height: int(height), target_size_width: int(width), sampling_mode: text(sampling) };
    return network.emit('resize_bilinear', { x, ...target }, [...x.shape.slice(0, -2), height, width]);
  },

  reorganizeData: ({ mode, blockSize }: { mode: number; blockSize: number }, inputs, network) => {
    const x = only(inputs);
    const [batch, channels, height, width] = x.shape;
    const grown = (one: number | undefined): number | undefined => side(one, (known) => known * blockSize);
    const shrunk = (one: number | undefined): number | undefined => side(one, (known) => known / blockSize);
    if (mode === 0) {
      const shape = [batch, side(channels, (known) => known * blockSize ** 2), shrunk(height), shrunk(width)];
      return network.emit('space_to_depth', { x, block_size: int(blockSize) }, shape);
    }
    const shape = [batch, side(channels, (known) => known / blockSize ** 2), grown(height), grown(width)];
    if (mode === 1) return network.emit('depth_to_space', { x, block_size: int(blockSize) }, shape);
    return network.emit('pixel_shuffle', { x, upscale_factor: int(blockSize) }, shape);
  },

  slice: (of: { startIndex: number; endIndex: number; stride: number; axis: number }, inputs, network) =>
    sliced(only(inputs), of.axis - 3, of.startIndex, of.endIndex, of.stride || 1, network),

  sliceStatic: (of: SliceStatic, inputs, network) => {
    const x = only(inputs);
    const bounds = { begin: ints(of.beginIds), end: ints(of.endIds), stride: ints(of.strides) };
    const masks = { begin_mask: flags(of.beginMasks), end_mask: flags(of.endMasks) };
    const squeezed = of.squeezeMasks.length > 0 ? { squeeze_mask: flags(of.squeezeMasks) } : {};
    const shape = x.shape.map((one, axis) => side(one, (length) => lengthOf(of, axis, length)));
    const kept = shape.filter((_, axis) => of.squeezeMasks[axis] !== true);
    return network.emit('slice_by_index', { x, ...bounds, ...masks, ...squeezed }, kept);
  },

  concat: (of: { sequenceConcat: boolean }, inputs, network) => {
    if (of.sequenceConcat) throw new Unsupported('along the sequence');
    return concatenated(inputs, channelAxis, network);
  },
  concatND: (of: { axis: number; interleave: boolean }, inputs, network) => {
    if (of.interleave) throw new Unsupported('that interleaves');
    return concatenated(inputs, of.axis, network);
  },

  split: (_, inputs, network, { output }) => parted(only(inputs), channelAxis, output.length, [], network),
  splitND: (of: { axis: number; splitSizes: readonly number[] }, inputs, network, { output }) =>
    parted(only(inputs), of.axis, output.length, of.splitSizes, network),

  transpose: ({ axes }: { axes: readonly number[] }, inputs, network) => transposed(only(inputs), axes, network),
  permute: ({ axis }: { axis: readonly number[] }, inputs, network) => transposed(only(inputs), axis, network),

  reshapeStatic: ({ targetShape }: { targetShape: readonly number[] }, inputs, network) =>
    reshape(only(inputs), targetShape, network),

  // [C, H, W], or [sequence, C, H, W]; the elements in the order of channels, rows, columns, or rows, columns, channels.
  reshape: ({ targetShape, mode }: { targetShape: readonly number[]; mode: number }, inputs, network) => {
    const x = only(inputs);
    const target = targetShape.length === 3 ? [1, ...targetShape] : targetShape;
    if (mode === 0) return reshape(x, target, network);
    const [batch = 1, channels = 1, height = 1, width = 1] = target;
    const last = reshape(transposed(x, [0, 2, 3, 1], network), [batch, height, width, channels], network);
    return transposed(last, [0, 3, 1, 2], network);
  },

  flatten: ({ mode }: { mode: number }, inputs, network) => {
    const x = only(inputs);
    const ordered = mode === 0 ? x : transposed(x, [0, 2, 3, 1], network);
    return reshape(ordered, [known(x, 0), -1, 1, 1], network);
  },

  expandDims: ({ axes }: { axes: readonly number[] }, inputs, network) => {
    const x = only(inputs);
    const rank = x.shape.length + axes.length;
    const at = new Set(axes.map((axis) => counted(axis, rank)));
    const sides = [...x.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : sides.shift()));
    return network.emit('expand_dims', { x, axes: ints(axes) }, shape);
  },

  squeeze: ({ axes, squeezeAll }: { axes: readonly number[]; squeezeAll: boolean }, inputs, network) => {
    const x = only(inputs);
    const at = squeezeAll ? x.shape.flatMap((one, axis) => (one === 1 ? [axis] : [])) : axes;
    const gone = new Set(at.map((axis) => counted(axis, x.shape.length)));
    return network.emit(
      'squeeze',
      { x, axes: ints(at) },
      x.shape.filter((_, axis) => !gone.has(axis)),
    );
  },
};

const scaled = (one: number | undefined, factor: number): number | undefined =>
  side(one, (known) => Math.floor(known * factor));

/** `amounts` are begin and end of the last axes in turn. */
function pad(x: Blob, amounts: readonly number[], mode: string, value: number, network: Network): Blob {
  const first = x.shape.length - amounts.length / 2;
  const shape = x.shape.map((one, axis) =>
    side(one, (known) => known + (amounts[(axis - first) * 2] ?? 0) + (amounts[(axis - first) * 2 + 1] ?? 0)),
  );
  return network.emit('pad', { x, pad: ints(amounts), mode: text(mode), constant_val: floats([value]) }, shape);
}

function sliced(x: Blob, axis: number, from: number, to: number, stride: number, network: Network): Blob {
  const at = counted(axis, x.shape.length);
  const others = x.shape.map((_, index) => index !== at);
  const one = (value: number, otherwise: number): number[] => others.map((other) => (other ? otherwise : value));
  const length = side(x.shape[at], (all) => {
    const [begin, end] = [counted(from, all), Math.min(all, counted(to, all))];
    return Math.max(0, Math.ceil((end - begin) / stride));
  });
  const bounds = { begin: ints(one(from, 0)), end: ints(one(to, 0)), stride: ints(one(stride, 1)) };
  const masks = { begin_mask: flags(others), end_mask: flags(others) };
  return network.emit('slice_by_index', { x, ...bounds, ...masks }, replaced(x.shape, at, length));
}

function lengthOf(of: SliceStatic, axis: number, length: number): number {
  const stride = of.strides[axis] ?? 1;
  const from = of.beginMasks[axis] ? (stride > 0 ? 0 : length - 1) : counted(of.beginIds[axis] ?? 0, length);
  const to = of.endMasks[axis] ? (stride > 0 ? length : -1) : counted(of.endIds[axis] ?? 0, length);
  return Math.max(0, Math.ceil((Math.min(to, length) - from) / stride));
}

const concatenated = (inputs: readonly Blob[], axis: number, network: Network): Blob => {
  const [first] = inputs;
  if (!first) throw new Unsupported('without input');
  const total = sum(inputs.map(({ shape }) => shape.at(axis)));
  return network.emit('concat', { values: inputs, axis: int(axis) }, replaced(first.shape, axis, total));
};

function parted(x: Blob, axis: number, count: number, given: readonly number[], network: Network): Blob[] {
  const sizes = given.length > 0 ? given : Array<number>(count).fill(known(x, axis) / count);
  const shapes = sizes.map((size) => replaced(x.shape, axis, size));
  return network.emitMany('split', { x, axis: int(axis), split_sizes: ints(sizes) }, shapes);
}

const transposed = (x: Blob, axes: readonly number[], network: Network): Blob =>
  network.emit(
    'transpose',
    { x, perm: ints(axes) },
    axes.map((axis): OpenShape[number] => x.shape[axis]),
  );

const reshape = (x: Blob, target: readonly number[], network: Network): Blob => {
  const shape = reshaped(x.shape, target);
  return network.emit('reshape', { x, shape: ints(shape.map((one) => one ?? -1)) }, shape);
};
