import { elementCount } from '../../mil/constant.js';
import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { joined, knownSides, sideOf, sideListOf } from './sides.js';
import { areInRange, isNegative, refuseNegative } from './indices.js';
import { isInteger, nonZero, scalar } from './elements.js';
import type { Lowering, Op } from './op.js';

/**
 * MIL operations that write elements into a tensor (coremltools, ops/defs/iOS15 and iOS17/scatter_gather.py). All of them
 * become ScatterElements, which takes its updates one after another; ScatterND takes them at once on several threads, so
 * updates of the same element would get lost.
 */
export const scatter: Readonly<Record<string, Lowering>> = {
  scatter: (op, onnx) => {
    if (op.rank('indices') !== 1) throw op.unsupported(`indices of ${String(op.rank('indices'))} axes`);
    const rank = op.rank('data');
    const axis = op.axis('axis', rank) ?? 0;
    const after = Array.from({ length: rank - axis - 1 }, (_, at) => at + 1);
    return alongAxis(op, onnx, axis, (indices) => {
      const column = after.length === 0 ? indices : onnx.emit('Unsqueeze', [indices, onnx.int64s(after)]);
      return onnx.emit('Expand', [column, onnx.emit('Shape', [op.input('updates')])]);
    });
  },

  scatter_along_axis: (op, onnx) => alongAxis(op, onnx, op.axis('axis', op.rank('data')) ?? 0, (indices) => indices),

  // The axes that indices go into become one.
  scatter_nd: (op, onnx) => {
    const depth = op.side('indices', -1);
    if (depth === 0) throw op.unsupported('indices of no axis');
    const count = product(op, onnx, 0, depth);
    const inner = product(op, onnx, depth, op.rank('data'));
    const rows = (value: string, number: string): string =>
      onnx.emit('Reshape', [value, joined(onnx, [number, inner])], { allowzero: 1 });
    const positions = onnx.emit('Reshape', [rowsAt(op, onnx, depth, count), onnx.int64s([-1, 1])]);
    const updates = rows(op.input('updates'), onnx.emit('Shape', [positions], { end: 1 }));
    const isPadded = dropsStray(op, knownSides(op, 'data', 0, depth));
    const data = rows(op.input('data'), count);
    const scattered = scatterElements(op, onnx, {
      data: isPadded ? withSpare(onnx, data, 0) : data,
      indices: onnx.emit('Expand', [positions, onnx.emit('Shape', [updates])]),
      updates,
      axis: 0,
    });
    const kept = isPadded ? withoutSpare(onnx, scattered, 0) : scattered;
    return onnx.emit('Reshape', [kept, sideListOf(op, onnx, 'data')], { allowzero: 1 });
  },
};

/**
 * Whether updates with an index out of range, or a negative one, are dropped: since iOS 17, unless `validate_indices`
 * has them refused. Before, negative ones count from the end.
 */
const dropsStray = (op: Op, sides: readonly number[] | undefined): boolean =>
  op.has('validate_indices') && op.flag('validate_indices') === false && !areInRange(op, sides);

/** Scatters along an axis; `spread` gives the indices the shape of the updates. */
function alongAxis(op: Op, onnx: OnnxGraph, axis: number, spread: (indices: string) => string): string {
  const indices = op.int64('indices');
  const sides = knownSides(op, 'data', axis, axis + 1);
  const scattered = { data: op.input('data'), updates: op.input('updates'), axis };
  if (!dropsStray(op, sides)) {
    const isValidated = op.flag('validate_indices') === true;
    const checked = isValidated ? refuseNegative(onnx, indices) : indices;
    return scatterElements(op, onnx, { ...scattered, indices: spread(checked) });
  }
  const side = sideOf(op, onnx, 'data', axis);
  const isStray = onnx.emit('Or', [isNegative(onnx, indices), onnx.emit('GreaterOrEqual', [indices, side])]);
  const kept = onnx.emit('Where', [isStray, side, indices]);
  const padded = { ...scattered, data: withSpare(onnx, scattered.data, axis), indices: spread(kept) };
  return withoutSpare(onnx, scatterElements(op, onnx, padded), axis);
}

/** Loads the number of the row for each of the indices, and `count`, which is that of no row, for one out of range. */
function rowsAt(op: Op, onnx: OnnxGraph, depth: number, count: string): string {
  const strides = Array.from({ length: depth }, (_, axis) => product(op, onnx, axis + 1, depth));
  const rowOf = (indices: string): string =>
    onnx.emit('ReduceSum', [onnx.emit('Mul', [indices, joined(onnx, strides)]), onnx.int64s([-1])], { keepdims: 0 });
  const indices = op.int64('indices');
  if (areInRange(op, knownSides(op, 'data', 0, depth))) return rowOf(indices);
  const sides = sideListOf(op, onnx, 'data', 0, depth);
  const counted = op.has('validate_indices')
    ? indices
    : onnx.emit('Where', [isNegative(onnx, indices), onnx.emit('Add', [indices, sides]), indices]);
  const isStray = onnx.emit('Or', [isNegative(onnx, counted), onnx.emit('GreaterOrEqual', [counted, sides])]);
  const strays = onnx.emit('ReduceSum', [onnx.emit('Cast', [isStray], { to: elementTypes.int64 }), onnx.int64s([-1])], {
    keepdims: 0,
  });
  const isRow = onnx.emit('Equal', [strays, onnx.int64s([0], [])]);
  return onnx.emit('Where', [isRow, rowOf(counted), count]);
}

/** Loads the product of the sides of data from axis `from` up to `to`, as a list of one. */
function product(op: Op, onnx: OnnxGraph, from: number, to: number): string {
  if (from === to) return onnx.int64s([1]);
  const sides = knownSides(op, 'data', from, to);
  if (sides) return onnx.int64s([elementCount(sides)]);
  return onnx.emit('ReduceProd', [sideListOf(op, onnx, 'data', from, to)]);
}

/** Adds one place at the end of an axis, for the updates that are dropped; what it holds is dropped too. */
const withSpare = (onnx: OnnxGraph, data: string, axis: number): string =>
  onnx.emit('Concat', [data, onnx.emit('Slice', [data, onnx.int64s([0]), onnx.int64s([1]), onnx.int64s([axis])])], {
    axis,
  });

const withoutSpare = (onnx: OnnxGraph, data: string, axis: number): string =>
  onnx.emit('Slice', [data, onnx.int64s([0]), onnx.int64s([-1]), onnx.int64s([axis])]);

const reductions: Readonly<Record<string, string>> = { update: 'none', add: 'add', mul: 'mul', max: 'max', min: 'min' };

interface Scattered {
  readonly data: string;
  readonly indices: string;
  readonly updates: string;
  readonly axis: number;
}

function scatterElements(op: Op, onnx: OnnxGraph, { data, indices, updates, axis }: Scattered): string {
  const mode = op.string('mode') ?? 'add';
  const emit = (into: string, values: string, reduction: string): string =>
    onnx.emit('ScatterElements', [into, indices, values], { axis, reduction });
  if (mode === 'sub') return emit(data, onnx.emit('Neg', [updates]), 'add');
  if (mode !== 'div') return emit(data, updates, op.required(reductions[mode], `mode ${mode}`));
  const ones = onnx.emit('Expand', [scalar(op, onnx, op.dtype('data'), 1), onnx.emit('Shape', [data])]);
  const by = emit(ones, updates, 'mul');
  return onnx.emit('Div', [data, isInteger(op.dtype('data')) ? nonZero(onnx, by) : by]);
}
