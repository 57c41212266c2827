import { Contradiction } from '../compressed.js';
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

export const withSide = (shape: OpenShape, axis: number, value: Side): OpenShape =>
  shape.map((one, index) => (index === axisFromFront(axis, shape.length) ? value : one));

export function sumSides(sides: readonly Side[]): Side {
  return sides.reduce<Side>((total, one) => (total === undefined || one === undefined ? undefined : total + one), 0);
}

/** A side that has to be known now. Throws Contradiction when it is open. */
export function fixedSide({ name, shape }: Blob, axis: number): number {
  const found = shape.at(axis);
  if (found === undefined) throw new Contradiction(`${name} has no fixed size along axis ${String(axis)}`);
  return found;
}

/** The shape after reshaping: -1 takes what is left, 0 keeps the side in its place. */
export function reshapedSides(from: OpenShape, target: readonly number[]): OpenShape {
  const sides = target.map((one, axis): Side => (one === 0 ? from[axis] : one));
  const product = (sides: OpenShape): Side =>
    sides.reduce<Side>((total, one) => (total === undefined || one === undefined ? undefined : total * one), 1);
  const [all, others] = [product(from), product(sides.filter((one) => one !== -1))];
  const rest = all === undefined || others === undefined || others === 0 ? undefined : all / others;
  return sides.map((one) => (one === -1 ? rest : one));
}
