import { Unsupported } from '../unsupported.js';
import { flag, floats, ints, text } from './network.js';
import type { Argument, Blob, Network } from './network.js';
import type { Constant } from '../constant.js';
import type { OpenShape } from '../program.js';
import { broadcastShapes, reshapedSides } from './shapes.js';

/** Steps that many layers are made of. */

export const emitBinary = (type: string, x: Blob, y: Blob | Constant, network: Network): Blob =>
  network.emit(type, { x, y }, broadcastShapes(x.shape, y.shape));

export const emitTranspose = (x: Blob, axes: readonly number[], network: Network): Blob =>
  network.emit(
    'transpose',
    { x, perm: ints(axes) },
    axes.map((axis): OpenShape[number] => x.shape[axis]),
  );

/** Reshapes to sides of which -1 takes what is left and 0 keeps the side in its place. */
export function emitReshape(x: Blob, target: readonly number[], network: Network): Blob {
  const shape = reshapedSides(x.shape, target);
  const stated = shape.map((one) => one ?? -1);
  if (stated.filter((one) => one === -1).length > 1) throw new Unsupported('more than one open side');
  return network.emit('reshape', { x, shape: ints(stated) }, shape);
}

/** The axes that are left of a shape when it is reduced over `axes`, counted from the front. */
export const reducedShape = (shape: OpenShape, axes: readonly number[], keepDims: boolean): OpenShape =>
  shape.flatMap((one, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [one]));

export const emitReduction = (type: string, x: Blob, axes: readonly number[], network: Network): Blob =>
  network.emit(`reduce_${type}`, { x, axes: ints(axes), keep_dims: flag(true) }, reducedShape(x.shape, axes, true));

/** Whole numbers, as operations take shapes, axes and indices: known now, or the blob's values at run time. */
export function wholeNumbers(x: Blob, network: Network): Blob | Constant {
  if (x.constant) return ints(Array.from(x.constant.values as ArrayLike<number>, Math.trunc), x.constant.shape);
  return network.emit('cast', { x, dtype: text('int32') }, x.shape, 'int32');
}

/** Truths, of which a layer says that every number but 0 is one. */
export const truths = (x: Blob, network: Network): Blob =>
  network.emit('not_equal', { x, y: floats([0]) }, x.shape, 'bool');

/** Numbers for layers to come, of whole numbers or truths. */
export const asFloats = (x: Blob, network: Network): Blob => network.emit('cast', { x, dtype: text('fp32') }, x.shape);

/** The shape of a blob as whole numbers. */
export const shapeOf = (x: Blob, network: Network): Argument =>
  x.shape.includes(undefined)
    ? network.emit('shape', { x }, [x.shape.length], 'int32')
    : ints(x.shape.map((one) => one ?? 0));

/** What a blob holds, where that is known before the network runs. Throws Unsupported where it is not. */
export function knownValues({ constant }: Blob, what: string): number[] {
  if (constant === undefined) throw new Unsupported(`${what} computed at run time`);
  return Array.from(constant.values as ArrayLike<number>, Number);
}
