import { countTo } from './sides.js';
import { scalar, where } from './elements.js';
import { gatherIndices } from './indices.js';
import type { Lowering } from './op.js';

/** MIL operations that pick elements (coremltools, ops/defs/iOS15 to iOS17/scatter_gather.py, tensor_operation.py). */
export const indexing: Readonly<Record<string, Lowering>> = {
  // The first `batch_dims` axes of x and indices go together. GatherND then wants the axis right behind them.
  gather: (op, onnx) => {
    const [rank, batch] = [op.rank('x'), op.number('batch_dims') ?? 0];
    const axis = op.axis('axis', rank) ?? 0;
    const indices = gatherIndices(op, onnx, axis, axis + 1);
    if (batch === 0) return onnx.emit('Gather', [op.input('x'), indices], { axis });
    if (axis < batch) throw op.unsupported(`axis ${String(axis)} with batch_dims ${String(batch)}`);
    const order = [...range(0, batch), axis, ...range(batch, axis), ...range(axis + 1, rank)];
    const there = onnx.emit('Transpose', [op.input('x')], { perm: order });
    const each = onnx.emit('Unsqueeze', [indices, onnx.int64s([-1])]);
    const gathered = onnx.emit('GatherND', [there, each], { batch_dims: batch });
    const indexRank = op.rank('indices');
    const outer = axis - batch;
    const gatheredRank = indexRank + rank - batch - 1;
    const back = [
      ...range(0, batch),
      ...range(indexRank, indexRank + outer),
      ...range(batch, indexRank),
      ...range(indexRank + outer, gatheredRank),
    ];
    return onnx.emit('Transpose', [gathered], { perm: back });
  },

  gather_along_axis: (op, onnx) => {
    const axis = op.axis('axis', op.rank('x')) ?? 0;
    return onnx.emit('GatherElements', [op.input('x'), gatherIndices(op, onnx, axis, axis + 1)], { axis });
  },

  gather_nd: (op, onnx) => {
    const batch = op.number('batch_dims') ?? 0;
    const depth = op.side('indices', -1);
    const indices = gatherIndices(op, onnx, batch, batch + depth);
    return onnx.emit('GatherND', [op.input('x'), indices], { batch_dims: batch });
  },

  // Rows are positions in MIL, columns are in ONNX.
  non_zero: (op, onnx) => onnx.emit('Transpose', [onnx.emit('NonZero', [op.input('x')])], { perm: [1, 0] }),

  // Out-of-range indices, negative ones too, give a vector of off_value alone; ONNX's OneHot counts them from the end.
  one_hot: (op, onnx) => {
    const rank = op.rank('indices') + 1;
    const axis = op.axis('axis', rank) ?? rank - 1;
    const size = onnx.emit('Reshape', [op.int64('one_hot_vector_size'), onnx.int64s([])]);
    const dtype = op.required(op.outputs[0]?.dtype, 'output');
    const classes = onnx.emit('Unsqueeze', [
      countTo(onnx, size),
      onnx.int64s(range(0, rank - 1).map((each) => each + (each < axis ? 0 : 1))),
    ]);
    const indices = onnx.emit('Unsqueeze', [op.int64('indices'), onnx.int64s([axis])]);
    const isOn = onnx.emit('Equal', [indices, classes]);
    const [on, off] = [op.number('on_value') ?? 1, op.number('off_value') ?? 0];
    return where(onnx, dtype, isOn, scalar(op, onnx, dtype, on), scalar(op, onnx, dtype, off));
  },

  shape: (op, onnx) => onnx.emit('Shape', [op.input('x')]),
};

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
