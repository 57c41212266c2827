import type { OnnxGraph } from '../graph.js';
import { countTo, sideListOf } from './sides.js';
import type { Lowering, Op } from './op.js';

/** The bounds with which ONNX's Slice runs to the end, forwards and backwards. */
const pastEnd = 2n ** 63n - 1n;
const beforeStart = -(2n ** 63n);

/** MIL operations that take or replace a box of elements (coremltools, ops/defs/iOS15 and iOS18/tensor_transformation.py). */
export const slicing: Readonly<Record<string, Lowering>> = {
  slice_by_index: (op, onnx) => {
    const sliced = sliceByIndex(op, onnx, op.input('x'));
    const squeezed = mask(op, 'squeeze_mask').flatMap((is, axis) => (is ? [axis] : []));
    return squeezed.length === 0 ? sliced : onnx.emit('Squeeze', [sliced, onnx.int64s(squeezed)]);
  },

  // The same slice of the elements' positions says where the update goes. ONNX has no node for it.
  slice_update: (op, onnx) => {
    const shape = sideListOf(op, onnx, 'x');
    const count = onnx.emit('ReduceProd', [shape], { keepdims: 0 });
    const positions = onnx.emit('Reshape', [countTo(onnx, count), shape]);
    const flat = (value: string): string => onnx.emit('Reshape', [value, onnx.int64s([-1])]);
    const targets = flat(sliceByIndex(op, onnx, positions));
    const updated = onnx.emit('ScatterElements', [flat(op.input('x')), targets, flat(op.input('update'))], { axis: 0 });
    return onnx.emit('Reshape', [updated, shape]);
  },

  // A size of -1 runs to the end. So does one that reaches 0 from a begin counted from the end.
  slice_by_size: (op, onnx) => {
    const [begin, size] = [op.int64('begin'), op.int64('size')];
    return onnx.emit('Slice', [op.input('x'), begin, sizeEnds(op, onnx, begin, size)]);
  },

  reverse: (op, onnx) => {
    const axes = op.axes('axes', op.rank('x')) ?? op.shape('x').map((_, axis) => axis);
    if (axes.length === 0) return onnx.emit('Identity', [op.input('x')]);
    const all = (value: bigint): string => onnx.int64s(axes.map(() => value));
    return onnx.emit('Slice', [op.input('x'), all(pastEnd), all(beforeStart), onnx.int64s(axes), all(-1n)]);
  },

  // ONNX reverses along one of the first two axes, so these two come first meanwhile.
  reverse_sequence: (op, onnx) => {
    const rank = op.rank('x');
    const [time, batch] = [op.axis('seq_axis', rank) ?? 0, op.axis('batch_axis', rank) ?? 0];
    if (time === batch) throw op.unsupported('seq_axis and batch_axis are the same');
    const order = [batch, time, ...op.shape('x').flatMap((_, axis) => (axis === time || axis === batch ? [] : [axis]))];
    const there = onnx.emit('Transpose', [op.input('x')], { perm: order });
    const reversed = onnx.emit('ReverseSequence', [there, op.int64('lengths')], { batch_axis: 0, time_axis: 1 });
    return onnx.emit('Transpose', [reversed], { perm: order.map((_, axis) => order.indexOf(axis)) });
  },
};

const mask = (op: Op, name: string): boolean[] =>
  op.numbers(name)?.map(Boolean) ?? Array.from({ length: op.rank('x') }, () => false);

/** Slices `source`, which has the shape of x, by the operands of slice_by_index. A squeezed axis keeps one element. */
function sliceByIndex(op: Op, onnx: OnnxGraph, source: string): string {
  const axes = op.shape('x').map((_, axis) => axis);
  if (axes.length === 0) return onnx.emit('Identity', [source]);
  const squeezed = mask(op, 'squeeze_mask');
  const free = { begin: mask(op, 'begin_mask'), end: mask(op, 'end_mask') };
  const stride = op.numbers('stride') ?? axes.map(() => 1);
  const steps = axes.map((axis) => (squeezed[axis] ? 1 : (stride[axis] ?? 1)));
  const isBackwards = (axis: number): boolean => (steps[axis] ?? 1) < 0;
  const starts = bounds(op, onnx, 'begin', (axis) =>
    free.begin[axis] ? (isBackwards(axis) ? pastEnd : 0n) : undefined,
  );
  const ends = bounds(op, onnx, 'end', (axis) => {
    if (squeezed[axis]) return free.begin[axis] ? 1n : 0n;
    return free.end[axis] ? (isBackwards(axis) ? beforeStart : pastEnd) : undefined;
  });
  const pointed = axes.map((axis) => squeezed[axis] === true && !free.begin[axis]);
  const stops = pointed.some(Boolean) ? choose(onnx, pointed, onePast(op, onnx), ends) : ends;
  return onnx.emit('Slice', [source, starts, stops, onnx.int64s(axes), onnx.int64s(steps)]);
}

/** Loads begins or ends of every axis; `fixed` returns the value where a mask replaces the operand's. */
function bounds(op: Op, onnx: OnnxGraph, name: string, fixed: (axis: number) => bigint | undefined): string {
  const fixedBounds = Array.from({ length: op.rank('x') }, (_, axis) => fixed(axis));
  if (op.isConstant(name)) {
    const stated = op.required(op.numbers(name), name);
    return onnx.int64s(fixedBounds.map((value, axis) => value ?? op.required(stated[axis], name)));
  }
  if (fixedBounds.every((value) => value === undefined)) return op.int64(name);
  const isFixed = fixedBounds.map((value) => value !== undefined);
  return choose(onnx, isFixed, onnx.int64s(fixedBounds.map((value) => value ?? 0n)), op.int64(name));
}

/** Loads the ends of slices that hold the one element at `begin`. */
function onePast(op: Op, onnx: OnnxGraph): string {
  if (op.isConstant('begin')) {
    const begin = op.required(op.numbers('begin'), 'begin');
    return onnx.int64s(begin.map((from) => (from === -1 ? pastEnd : from + 1)));
  }
  const begin = op.int64('begin');
  const isLast = onnx.emit('Equal', [begin, onnx.int64s([-1], [])]);
  const next = onnx.emit('Add', [begin, onnx.int64s([1], [])]);
  return onnx.emit('Where', [isLast, onnx.int64s([pastEnd], []), next]);
}

const choose = (onnx: OnnxGraph, which: readonly boolean[], chosen: string, otherwise: string): string =>
  onnx.emit('Where', [onnx.bools(which, [which.length]), chosen, otherwise]);

function sizeEnds(op: Op, onnx: OnnxGraph, begin: string, size: string): string {
  if (op.isConstant('begin') && op.isConstant('size')) {
    const [begins, sizes] = [op.required(op.numbers('begin'), 'begin'), op.required(op.numbers('size'), 'size')];
    const ends = begins.map((from, axis) => {
      const length = op.required(sizes[axis], 'size');
      return length === -1 || (from < 0 && from + length >= 0) ? pastEnd : from + length;
    });
    return onnx.int64s(ends);
  }
  const zero = onnx.int64s([0], []);
  const sum = onnx.emit('Add', [begin, size]);
  const crosses = onnx.emit('And', [onnx.emit('Less', [begin, zero]), onnx.emit('GreaterOrEqual', [sum, zero])]);
  const toEnd = onnx.emit('Or', [onnx.emit('Equal', [size, onnx.int64s([-1], [])]), crosses]);
  return onnx.emit('Where', [toEnd, onnx.int64s([pastEnd], []), sum]);
}
