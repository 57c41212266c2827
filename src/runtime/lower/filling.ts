import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { countTo, sideListOf } from './sides.js';
import { isInteger, scalar } from './elements.js';
import type { Lowering, Op } from './op.js';

/** MIL operations that make tensors of shapes and numbers (coremltools, ops/defs/iOS15 and iOS16/tensor_operation.py). */
export const filling: Readonly<Record<string, Lowering>> = {
  fill: (op, onnx) => onnx.emit('Expand', [filler(op, onnx), op.int64('shape')]),
  fill_like: (op, onnx) => onnx.emit('Expand', [filler(op, onnx), sideListOf(op, onnx, 'ref_tensor')]),

  // Float steps are multiples of one another: ONNX's Range would add them up, and their errors.
  range_1d: (op, onnx) => {
    const [start, end, step] = ['start', 'end', 'step'].map((name) =>
      onnx.emit('Reshape', [op.input(name), onnx.int64s([])]),
    ) as [string, string, string];
    if (isInteger(op.dtype('start'))) return onnx.emit('Range', [start, end, step]);
    const count = onnx.emit('Ceil', [onnx.emit('Div', [onnx.emit('Sub', [end, start]), step])]);
    const places = countTo(onnx, onnx.emit('Cast', [count], { to: elementTypes.int64 }));
    const offsets = onnx.emit('Mul', [onnx.emit('Cast', [places], { to: elementTypes.float }), step]);
    return onnx.emit('Add', [offsets, start]);
  },

  // A negative number of diagonals keeps that whole side.
  band_part: (op, onnx) => {
    const [lower, upper] = [op.number('lower') ?? -1, op.number('upper') ?? -1];
    const keep = (x: string, from: 0 | 1, diagonal: number): string =>
      onnx.emit('Trilu', [x, onnx.int64s([diagonal], [])], { upper: from });
    const above = lower < 0 ? op.input('x') : keep(op.input('x'), 1, -lower);
    return upper < 0 ? onnx.emit('Identity', [above]) : keep(above, 0, upper);
  },
};

const filler = (op: Op, onnx: OnnxGraph): string =>
  scalar(op, onnx, op.required(op.outputs[0]?.dtype, 'output'), op.number('value') ?? 0);
