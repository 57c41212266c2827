import { Unsupported } from '../unsupported.js';
import { int, ints } from './network.js';
import type { Blob, Network } from './network.js';
import { onlyInput, twoInputs } from './layer.js';
import type { Translate } from './layer.js';
import { statedShape } from './constants.js';
import { onPlanes } from './planes.js';
import { axisFromFront, axisOf, fixedSides, mapSide, productOf } from './shapes.js';
import { emitReshape, emitTranspose, shapeOf } from './steps.js';

/** Layers that give elements another order or shape. */
export const layout: Readonly<Record<string, Translate>> = {
  reorganizeData: ({ mode, blockSize }: { mode: number; blockSize: number }, inputs, network) =>
    onPlanes(onlyInput(inputs), network, (x) => {
      const [batch, channels, height, width] = x.shape;
      const grown = (one: number | undefined) => mapSide(one, (known) => known * blockSize);
      const shrunk = (one: number | undefined) => mapSide(one, (known) => known / blockSize);
      if (mode === 0) {
        const shape = [batch, mapSide(channels, (known) => known * blockSize ** 2), shrunk(height), shrunk(width)];
        return network.emit('space_to_depth', { x, block_size: int(blockSize) }, shape);
      }
      const shape = [batch, mapSide(channels, (known) => known / blockSize ** 2), grown(height), grown(width)];
      if (mode === 1) return network.emit('depth_to_space', { x, block_size: int(blockSize) }, shape);
      if (mode === 2) return network.emit('pixel_shuffle', { x, upscale_factor: int(blockSize) }, shape);
      throw new Unsupported(`mode ${String(mode)}`);
    }),

  // An order of fewer axes is one of the last: that of an image's three, whose batch falls away.
  transpose: ({ axes }: { axes: readonly number[] }, inputs, network) => {
    const x = onlyInput(inputs);
    const lead = x.shape.slice(0, x.shape.length - axes.length);
    if (axes.length > x.shape.length || lead.some((side) => side !== 1))
      throw new Unsupported(`${String(axes.length)} axes of ${String(x.shape.length)}`);
    if (lead.length === 0) return emitTranspose(x, axes, network);
    const last = network.emit('squeeze', { x, axes: ints(lead.map((_, axis) => axis)) }, x.shape.slice(lead.length));
    return emitTranspose(last, axes, network);
  },

  // The axes are sequence, channels, height and width; the batch stays where it is.
  permute: ({ axis }: { axis: readonly number[] }, inputs, network) => {
    const x = onlyInput(inputs);
    if (axis.length === 0) return x;
    const rank = x.shape.length;
    if (rank === 4) return emitTranspose(x, axis, network);
    if (rank !== 5) throw new Unsupported(`an input of ${String(rank)} axes`);
    const [first = 0, ...others] = axis.map((one) => (one === 0 ? 0 : one + 1));
    return emitTranspose(x, [first, 1, ...others], network);
  },

  reshapeStatic: ({ targetShape }: { targetShape: readonly number[] }, inputs, network) => {
    const x = onlyInput(inputs);
    return targetShape.includes(0) ? zeroSides(x, targetShape, network) : emitReshape(x, targetShape, network);
  },
  rankPreservingReshape: ({ targetShape }: { targetShape: readonly number[] }, inputs, network) =>
    emitReshape(onlyInput(inputs), targetShape, network),
  reshapeLike: (_, inputs, network) => {
    const [x, like] = twoInputs(inputs);
    return network.emit('reshape', { x, shape: shapeOf(like, network) }, like.shape);
  },
  reshapeDynamic: (_, inputs, network) => {
    const [x, target] = twoInputs(inputs);
    const { shape, sides } = statedShape(target, network);
    if (target.constant) return emitReshape(x, sides as number[], network);
    return network.emit('reshape', { x, shape }, sides);
  },

  // The target is [C, H, W], or [sequence, C, H, W]; mode 1 orders the elements with channels last.
  reshape: ({ targetShape, mode }: { targetShape: readonly number[]; mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const given = targetShape.slice(-3);
    const lead = targetShape.length === 4 ? [targetShape[0] ?? 1, 1] : x.shape.slice(0, -3).map((side) => side ?? -1);
    // Five axes have a batch of 1; what has fewer has no sequence.
    const head = x.shape.length === 5 ? lead : lead.slice(0, Math.max(0, x.shape.length - 3));
    if (mode === 0) return emitReshape(x, [...head, ...given], network);
    const [channels = 1, height = 1, width = 1] = given;
    const last = emitReshape(channelsLast(x, network), [...head, height, width, channels], network);
    const rank = last.shape.length;
    const before = last.shape.slice(0, -3).map((_, axis) => axis);
    return emitTranspose(last, [...before, rank - 1, rank - 3, rank - 2], network);
  },

  flatten: ({ mode }: { mode: number }, inputs, network) => {
    const x = onlyInput(inputs);
    axisOf(x, -3);
    const lead = x.shape.slice(0, -3).map((side) => side ?? -1);
    const count = productOf(x.shape.slice(-3)) ?? -1;
    return emitReshape(mode === 0 ? x : channelsLast(x, network), [...lead, count, 1, 1], network);
  },

  flattenTo2D: ({ axis }: { axis: number }, inputs, network) => {
    const x = onlyInput(inputs);
    const from = axisFromFront(axis, x.shape.length);
    const shape = [productOf(x.shape.slice(0, from)), productOf(x.shape.slice(from))];
    return network.emit('flatten2d', { x, axis: int(from) }, shape);
  },

  expandDims: ({ axes }: { axes: readonly number[] }, inputs, network) => {
    const x = onlyInput(inputs);
    const rank = x.shape.length + axes.length;
    const at = new Set(axes.map((axis) => axisFromFront(axis, rank)));
    const sides = [...x.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : sides.shift()));
    return network.emit('expand_dims', { x, axes: ints(axes) }, shape);
  },

  // A blob keeps an axis at least.
  squeeze: ({ axes, squeezeAll }: { axes: readonly number[]; squeezeAll: boolean }, inputs, network) => {
    const x = onlyInput(inputs);
    const at = squeezeAll
      ? x.shape.flatMap((one, axis) => (one === 1 ? [axis] : []))
      : axes.map((axis) => axisOf(x, axis));
    const dropped = new Set(at);
    if (dropped.size === x.shape.length) return emitReshape(x, [1], network);
    if (dropped.size === 0) return x;
    const shape = x.shape.filter((_, axis) => !dropped.has(axis));
    return network.emit('squeeze', { x, axes: ints(at) }, shape);
  },
};

/** Moves the third last axis to the end. */
function channelsLast(x: Blob, network: Network): Blob {
  const rank = x.shape.length;
  const lead = x.shape.slice(0, -3).map((_, axis) => axis);
  return emitTranspose(x, [...lead, rank - 2, rank - 1, rank - 3], network);
}

/** A target of a static reshape may have sides of 0, which are no elements and not the side in its place. */
function zeroSides(x: Blob, target: readonly number[], network: Network): Blob {
  if (!fixedSides(x).includes(0)) throw new Unsupported('a side of 0');
  return network.emit('reshape', { x, shape: ints(target) }, target);
}
