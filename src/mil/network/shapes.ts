import { Unsupported } from '../unsupported.js';
import type { OpenShape } from '../program.js';
import type { Blob } from './network.js';

type Side = number | undefined;

/** Computes a side from one that may be known at run time only. */
export const mapSide = (side: Side, compute: (fixed: number) => number): Side =>
  side === undefined ? undefined : compute(side);

/** Broadcasts shapes as NumPy does. */
export function broadcastShapes(...shapes: readonly OpenShape[]): OpenShape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis): Side => {
    const sides = shapes.flatMap((shape) => (axis < rank - shape.length ? [] : [shape[axis - rank + shape.length]]));
    return sides.find((one) => one !== undefined && one !== 1) ?? (sides.includes(undefined) ? undefined : 1);
  });
}

/** Counts an axis from the front; a negative one is counted from the end. */
export const axisFromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** An axis that the blob has, counted from the front. Throws Unsupported for any other. */
export function axisOf({ shape }: Blob, axis: number): number {
  const found = axisFromFront(axis, shape.length);
  if (found >= 0 && found < shape.length) return found;
  throw new Unsupported(`axis ${String(axis)} of ${String(shape.length)}`);
}

export const withSide = (shape: OpenShape, axis: number, value: Side): OpenShape =>
  shape.map((one, index) => (index === axisFromFront(axis, shape.length) ? value : one));

export function sumSides(sides: readonly Side[]): Side {
  return sides.reduce<Side>((total, one) => (total === undefined || one === undefined ? undefined : total + one), 0);
}

export const productOf = (sides: readonly Side[]): Side =>
  sides.reduce<Side>((total, one) => (total === undefined || one === undefined ? undefined : total * one), 1);

/** A side that has to be known now. Throws Unsupported when it is open. */
export function fixedSide({ shape }: Blob, axis: number): number {
  const found = shape.at(axis);
  if (found === undefined) throw new Unsupported(`no fixed size along axis ${String(axis)}`);
  return found;
}

/** Sides that all have to be known now. Throws Unsupported when one is open. */
export const fixedSides = (x: Blob): number[] => x.shape.map((_, axis) => fixedSide(x, axis));

/** The shape after reshaping: -1 takes what is left, 0 keeps the side in its place. */
export function reshapedSides(from: OpenShape, target: readonly number[]): OpenShape {
  const sides = target.map((one, axis): Side => (one === 0 ? from[axis] : one));
  const [all, others] = [productOf(from), productOf(sides.filter((one) => one !== -1))];
  const rest = all === undefined || others === undefined || others === 0 ? undefined : all / others;
  return sides.map((one) => (one === -1 ? rest : one));
}
