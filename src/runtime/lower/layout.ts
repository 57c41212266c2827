import type { OnnxGraph } from '../graph.js';
import { joined, knownSides, sideOf, sideListOf } from './sides.js';
import type { Lowering, Op } from './op.js';

/** MIL operations that arrange elements (coremltools, ops/defs/iOS15 to iOS17/tensor_transformation.py, tensor_operation.py). */
export const layout: Readonly<Record<string, Lowering>> = {
  reshape: (op, onnx) => onnx.emit('Reshape', [op.input('x'), reshapeTarget(op, onnx)]),

  // The shape, taken from sides of other tensors, is known when the program is made.
  reshape_like: (op, onnx) => {
    const sides = op.required(op.outputs[0], 'output').shape.map((side) => op.required(side, 'fixed output shape'));
    return onnx.emit('Reshape', [op.input('x'), onnx.int64s(sides)]);
  },

  transpose: (op, onnx) =>
    onnx.emit('Transpose', [op.input('x')], { perm: op.required(op.axes('perm', op.rank('x')), 'perm') }),

  identity: (op, onnx) => onnx.emit('Identity', [op.input('x')]),
  tile: (op, onnx) => onnx.emit('Tile', [op.input('x'), op.int64('reps')]),

  expand_dims: (op, onnx) => {
    const axes = op.required(op.numbers('axes'), 'axes');
    const inserted = op.required(op.axes('axes', op.rank('x') + axes.length), 'axes');
    return onnx.emit('Unsqueeze', [op.input('x'), onnx.int64s(inserted)]);
  },

  // Axes longer than 1 stay, as in PyTorch. One of unknown length goes only where the program declares so.
  squeeze: (op, onnx) => {
    const shape = op.shape('x');
    const named = [...new Set(op.axes('axes', shape.length) ?? shape.keys())];
    const isDeclared = op.has('axes') && op.outputs[0]?.shape.length === shape.length - named.length;
    const axes = named.filter((axis) => shape[axis] === 1 || (shape[axis] === undefined && isDeclared));
    if (axes.length === 0) return onnx.emit('Identity', [op.input('x')]);
    return onnx.emit('Squeeze', [op.input('x'), onnx.int64s(axes)]);
  },

  // The axis may be the one past the last.
  flatten2d: (op, onnx) => onnx.emit('Flatten', [op.input('x')], { axis: op.number('axis') ?? 1 }),

  // Scalars join as lists of one.
  concat: (op, onnx) => {
    const values = op.inputs('values');
    const listed = values.map(({ name, rank }) =>
      rank === 0 ? onnx.emit('Unsqueeze', [name, onnx.int64s([0])]) : name,
    );
    const axis = op.required(op.axis('axis', Math.max(1, values[0]?.rank ?? 1)), 'axis');
    return op.flag('interleave') === true
      ? interleaved(onnx, listed, axis, values[0]?.rank ?? 1)
      : onnx.emit('Concat', listed, { axis });
  },

  stack: (op, onnx) => {
    const values = op.inputs('values');
    const axis = op.required(op.axis('axis', 1 + (values[0]?.rank ?? 0)), 'axis');
    const layers = values.map(({ name }) => onnx.emit('Unsqueeze', [name, onnx.int64s([axis])]));
    return onnx.emit('Concat', layers, { axis });
  },

  split: (op, onnx) => {
    const axis = op.required(op.axis('axis', op.rank('x')), 'axis');
    const count = op.outputs.length;
    if (op.has('split_sizes')) return onnx.emitMany('Split', [op.input('x'), op.int64('split_sizes')], count, { axis });
    return onnx.emitMany('Split', [op.input('x')], count, { axis, num_outputs: count });
  },
};

/** Takes one slice of each value in turn: they are stacked behind the axis, and both axes become one. */
function interleaved(onnx: OnnxGraph, values: readonly string[], axis: number, rank: number): string {
  const behind = onnx.int64s([axis + 1]);
  const stacked = onnx.emit(
    'Concat',
    values.map((value) => onnx.emit('Unsqueeze', [value, behind])),
    { axis: axis + 1 },
  );
  const [first = ''] = values;
  const sides = (start: number, end: number): string => onnx.emit('Shape', [first], { start, end });
  const shape = joined(onnx, [sides(0, axis), onnx.int64s([-1]), sides(axis + 1, rank)]);
  return onnx.emit('Reshape', [stacked, shape]);
}

/**
 * Loads the shape to reshape to. A 0 stands for the side of x as far from the last one, and for 1 where x has none (iOS
 * 17; before, both have the same number of sides). ONNX's own 0 counts from the front.
 */
function reshapeTarget(op: Op, onnx: OnnxGraph): string {
  const rank = op.rank('x');
  if (!op.isConstant('shape')) {
    const [count] = op.shape('shape');
    if (count === undefined || count === rank) return op.int64('shape');
    const ones = onnx.int64s(Array.from({ length: Math.max(0, count - rank) }, () => 1));
    const sides = joined(onnx, [ones, sideListOf(op, onnx, 'x', Math.max(0, rank - count))]);
    const isKept = onnx.emit('Equal', [op.int64('shape'), onnx.int64s([0], [])]);
    return onnx.emit('Where', [isKept, sides, op.int64('shape')]);
  }
  const target = op.required(op.numbers('shape'), 'shape');
  const kept = target.map((side, at) => (side === 0 ? at + rank - target.length : undefined));
  const known = kept.map((axis, at) => {
    if (axis === undefined) return target[at];
    return axis < 0 ? 1 : knownSides(op, 'x', axis, axis + 1)?.[0];
  });
  if (known.every((side) => side !== undefined)) return onnx.int64s(known);
  const parts = known.map((side, at) =>
    side === undefined ? sideOf(op, onnx, 'x', kept[at] ?? 0) : onnx.int64s([side]),
  );
  return joined(onnx, parts);
}
