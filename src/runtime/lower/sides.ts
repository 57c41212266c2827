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
