import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';

/** Loads the sides of an operand from axis `from` up to `to` as int64: a constant where all are known by now. */
export function sidesOf(op: Op, onnx: OnnxGraph, name: string, from = 0, to = op.rank(name)): string {
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
  sidesOf(op, onnx, name, axis, axis + 1);

/** Joins lists of int64 to one. */
export const joined = (onnx: OnnxGraph, lists: readonly string[]): string => onnx.emit('Concat', lists, { axis: 0 });

/** Loads 0, 1, ... below a scalar int64. */
export const countTo = (onnx: OnnxGraph, end: string): string =>
  onnx.emit('Range', [onnx.int64s([0], []), end, onnx.int64s([1], [])]);

/** Makes a scalar of a list of one. */
export const scalarOf = (onnx: OnnxGraph, list: string): string => onnx.emit('Reshape', [list, onnx.int64s([])]);
