import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';

/** A side of a tensor: known now, or the name of an int64 list of one element that nodes compute at run time. */
export type Side = number | string;

/** The sides of an operand; nodes measure those that the program leaves open. */
export function sidesOf(op: Op, onnx: OnnxGraph, name: string): Side[] {
  const shape = op.shape(name);
  if (shape.every((side) => side !== undefined)) return [...shape];
  const measured = onnx.emit('Shape', [op.input(name)]);
  return shape.map((side, axis) => side ?? onnx.emit('Gather', [measured, onnx.int64s([axis])], { axis: 0 }));
}

/** Loads the sides of an operand from axis `from` up to `to` as int64: a constant where all are known by now. */
export function sideListOf(op: Op, onnx: OnnxGraph, name: string, from = 0, to = op.rank(name)): string {
  const sides = knownSides(op, name, from, to);
  return sides ? onnx.int64s(sides) : onnx.emit('Shape', [op.input(name)], { start: from, end: to });
}

/** The sides from axis `from` up to `to`, unless one of them is known at run time only. */
export function knownSides(op: Op, name: string, from = 0, to = op.rank(name)): readonly number[] | undefined {
  const sides = op.shape(name).slice(from, to);
  return sides.every((side) => side !== undefined) ? sides : undefined;
}

/** Loads the side of one axis, counted from the front, as a list of one int64. */
export const sideOf = (op: Op, onnx: OnnxGraph, name: string, axis: number): string =>
  sideListOf(op, onnx, name, axis, axis + 1);

/** The sides as one int64 list, as Reshape, Expand and Resize take them. */
export function sideList(onnx: OnnxGraph, sides: readonly Side[]): string {
  if (sides.every((side) => typeof side === 'number')) return onnx.int64s(sides);
  return onnx.emit(
    'Concat',
    sides.map((side) => sideName(onnx, side)),
    { axis: 0 },
  );
}

export const sideName = (onnx: OnnxGraph, side: Side): string =>
  typeof side === 'number' ? onnx.int64s([side]) : side;

/** Gives x other sides. One of them may be -1: whatever remains. */
export const reshape = (onnx: OnnxGraph, x: string, sides: readonly Side[]): string =>
  onnx.emit('Reshape', [x, sideList(onnx, sides)]);

type Calculation = (onnx: OnnxGraph, a: Side, b: Side) => Side;

const calculation =
  (type: string, known: (a: number, b: number) => number): Calculation =>
  (onnx, a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? known(a, b)
      : onnx.emit(type, [sideName(onnx, a), sideName(onnx, b)]);

export const plus = calculation('Add', (a, b) => a + b);
export const minus = calculation('Sub', (a, b) => a - b);
export const times = calculation('Mul', (a, b) => a * b);
export const atLeast = calculation('Max', Math.max);

/** Rounded down, for sides: neither is negative. */
export const dividedBy = calculation('Div', (a, b) => Math.floor(a / b));

export const product = (onnx: OnnxGraph, sides: readonly Side[]): Side =>
  sides.reduce((all, side) => times(onnx, all, side), 1);

/** Joins lists of int64 to one. */
export const joined = (onnx: OnnxGraph, lists: readonly string[]): string => onnx.emit('Concat', lists, { axis: 0 });

/** Loads 0, 1, ... below a scalar int64. */
export const countTo = (onnx: OnnxGraph, end: string): string =>
  onnx.emit('Range', [onnx.int64s([0], []), end, onnx.int64s([1], [])]);

/** Makes a scalar of a list of one. */
export const scalarOf = (onnx: OnnxGraph, list: string): string => onnx.emit('Reshape', [list, onnx.int64s([])]);
