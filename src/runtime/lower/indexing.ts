import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** The bounds with which ONNX's Slice runs to the end, forwards and backwards. */
const pastEnd = 2n ** 63n - 1n;
const beforeStart = -(2n ** 63n);

/** MIL operations that pick elements (coremltools, ops/defs/iOS15/tensor_transformation.py, scatter_gather.py). */
export const indexing: Readonly<Record<string, Lowering>> = {
  slice_by_index: (op, onnx) => {
    const rank = op.rank('x');
    const flags = (name: string): boolean[] =>
      op.numbers(name)?.map(Boolean) ?? Array.from({ length: rank }, () => false);
    const [squeezed, free] = [flags('squeeze_mask'), { begin: flags('begin_mask'), end: flags('end_mask') }];
    const steps = (op.numbers('stride') ?? Array.from({ length: rank }, () => 1)).map((step, axis) =>
      squeezed[axis] ? 1 : step,
    );
    const starts = bounds(op, onnx, 'begin', (axis) =>
      free.begin[axis] && !squeezed[axis] ? ((steps[axis] ?? 1) < 0 ? pastEnd : 0n) : undefined,
    );
    const ends = squeezed.some(Boolean)
      ? onnx.int64s(squeezedEnds(op, squeezed, free.end, steps))
      : bounds(op, onnx, 'end', (axis) =>
          free.end[axis] ? ((steps[axis] ?? 1) < 0 ? beforeStart : pastEnd) : undefined,
        );
    const axes = onnx.int64s(steps.map((_, axis) => axis));
    const sliced = onnx.emit('Slice', [op.input('x'), starts, ends, axes, onnx.int64s(steps)]);
    const squeezedAxes = squeezed.flatMap((is, axis) => (is ? [axis] : []));
    return squeezedAxes.length === 0 ? sliced : onnx.emit('Squeeze', [sliced, onnx.int64s(squeezedAxes)]);
  },

  // A size of -1 runs to the end.
  slice_by_size: (op, onnx) => {
    const [begin, size] = [op.required(op.numbers('begin'), 'begin'), op.required(op.numbers('size'), 'size')];
    const ends = begin.map((from, axis) => {
      const length = op.required(size[axis], 'size');
      return length === -1 || (from < 0 && from + length === 0) ? pastEnd : from + length;
    });
    return onnx.emit('Slice', [op.input('x'), onnx.int64s(begin), onnx.int64s(ends)]);
  },

  reverse: (op, onnx) => {
    const axes = op.numbers('axes') ?? op.shape('x').map((_, axis) => axis);
    const all = (value: bigint): string => onnx.int64s(axes.map(() => value));
    return onnx.emit('Slice', [op.input('x'), all(pastEnd), all(beforeStart), onnx.int64s(axes), all(-1n)]);
  },

  gather: (op, onnx) => {
    if ((op.number('batch_dims') ?? 0) !== 0) throw op.unsupported('batch_dims');
    return onnx.emit('Gather', [op.input('x'), op.int64('indices')], { axis: op.number('axis') ?? 0 });
  },

  gather_along_axis: (op, onnx) =>
    onnx.emit('GatherElements', [op.input('x'), op.int64('indices')], { axis: op.number('axis') ?? 0 }),

  gather_nd: (op, onnx) =>
    onnx.emit('GatherND', [op.input('x'), op.int64('indices')], { batch_dims: op.number('batch_dims') ?? 0 }),

  split: (op, onnx) => {
    const attributes = { axis: op.required(op.number('axis'), 'axis') };
    const sizes = op.numbers('split_sizes');
    const count = op.outputs.length;
    if (sizes) return onnx.emitMany('Split', [op.input('x'), onnx.int64s(sizes)], count, attributes);
    return onnx.emitMany('Split', [op.input('x')], count, { ...attributes, num_outputs: count });
  },

  shape: (op, onnx) => onnx.emit('Shape', [op.input('x')]),
};

/** Loads starts or ends of every axis; `free` returns the value where a mask frees the axis. */
function bounds(op: Op, onnx: OnnxGraph, name: string, free: (axis: number) => bigint | undefined): string {
  const freedBounds = Array.from({ length: op.rank('x') }, (_, axis) => free(axis));
  if (op.isConstant(name)) {
    const stated = op.required(op.numbers(name), name);
    return onnx.int64s(stated.map((value, axis) => freedBounds[axis] ?? value));
  }
  if (freedBounds.every((value) => value === undefined)) return op.int64(name);
  const mask = onnx.bools(
    freedBounds.map((value) => value !== undefined),
    [freedBounds.length],
  );
  return onnx.emit('Where', [mask, onnx.int64s(freedBounds.map((value) => value ?? 0n)), op.int64(name)]);
}

/** A squeezed axis keeps the one element at its begin. */
function squeezedEnds(op: Op, squeezed: boolean[], free: boolean[], steps: number[]): (number | bigint)[] {
  const [begin, end] = [op.required(op.numbers('begin'), 'begin'), op.required(op.numbers('end'), 'end')];
  return steps.map((step, axis) => {
    const from = op.required(begin[axis], 'begin');
    if (squeezed[axis]) return from === -1 ? pastEnd : from + 1;
    return free[axis] ? (step < 0 ? beforeStart : pastEnd) : op.required(end[axis], 'end');
  });
}
