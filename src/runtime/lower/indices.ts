import type { OnnxGraph } from '../graph.js';
import { knownSides, sideListOf } from './sides.js';
import type { Op } from './op.js';

/** An index that ONNX Runtime refuses on every axis. */
const refused = 2 ** 40;

/**
 * Loads the indices of a gather operation into axes `from` up to `to` of x. Before iOS 17 negative ones count from the
 * end and ONNX Runtime refuses others out of range, as it should. Since then `validate_indices` has negative ones refused
 * too, and without it any value may come of an index out of range, but no error: the nearest index takes its place.
 */
export function gatherIndices(op: Op, onnx: OnnxGraph, from: number, to: number): string {
  const indices = op.int64('indices');
  if (!op.has('validate_indices') || areInRange(op, knownSides(op, 'x', from, to))) return indices;
  if (op.flag('validate_indices')) return refuseNegative(onnx, indices);
  const sides = sideListOf(op, onnx, 'x', from, to);
  const last = onnx.emit('Sub', [sides, onnx.int64s([1], [])]);
  return onnx.emit('Min', [onnx.emit('Max', [indices, onnx.emit('Neg', [sides])]), last]);
}

export const refuseNegative = (onnx: OnnxGraph, indices: string): string =>
  onnx.emit('Where', [isNegative(onnx, indices), onnx.int64s([refused], []), indices]);

export const isNegative = (onnx: OnnxGraph, indices: string): string =>
  onnx.emit('Less', [indices, onnx.int64s([0], [])]);

/** Whether every index is known to be at least 0 and below its side. The last axis of indices goes along `sides`. */
export function areInRange(op: Op, sides: readonly number[] | undefined): boolean {
  if (sides === undefined || !op.isConstant('indices')) return false;
  const indices = op.required(op.numbers('indices'), 'indices');
  return indices.every((index, at) => index >= 0 && index < (sides[at % sides.length] ?? 0));
}
