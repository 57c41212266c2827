import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { dividedBy, minus, plus, reshape, sideName, sidesOf, times } from './sides.js';
import type { Side } from './sides.js';
import { pairsOf, surround } from './spatial.js';
import { carrierOf } from './value.js';

/** MIL operations that cut a tensor into blocks or windows (coremltools, ops/defs/iOS15/tensor_transformation.py). */
export const blocks: Readonly<Record<string, Lowering>> = {
  // x [n, C, H, W] gives [b * b' * n, C, H / b, W / b']: the place in its block comes first in a pixel's batch.
  space_to_batch: (op, onnx) => {
    const block = blockShape(op);
    const pads = pairsOf(op.required(op.numbers('paddings'), 'paddings'));
    const [batch = 1, channels = 1, height = 1, width = 1] = sidesOf(op, onnx, 'x');
    const [rows, columns] = [height, width].map((side, axis) =>
      blocksAlong(op, onnx, plus(onnx, side, pads[axis] ? pads[axis][0] + pads[axis][1] : 0), block[axis] ?? 1),
    ) as [Side, Side];
    const [down, along] = block;
    const padded = pads.flat().every((amount) => amount === 0)
      ? op.input('x')
      : surround(onnx, op.input('x'), 4, pads, 0);
    const cut = reshape(onnx, padded, [batch, channels, rows, down, columns, along]);
    const moved = onnx.emit('Transpose', [cut], { perm: [3, 5, 0, 1, 2, 4] });
    return reshape(onnx, moved, [times(onnx, batch, down * along), channels, rows, columns]);
  },

  // The inverse: x [n, C, H, W] gives [n / (b * b'), C, H * b, W * b'], cropped.
  batch_to_space: (op, onnx) => {
    const [down, along] = blockShape(op);
    const crops = pairsOf(op.required(op.numbers('crops'), 'crops'));
    const [batch = 1, channels = 1, height = 1, width = 1] = sidesOf(op, onnx, 'x');
    const pictures = dividedBy(onnx, batch, down * along);
    if (typeof batch === 'number' && batch % (down * along) !== 0) throw op.unsupported('blocks that do not fit');
    const cut = reshape(onnx, op.input('x'), [down, along, pictures, channels, height, width]);
    const moved = onnx.emit('Transpose', [cut], { perm: [2, 3, 4, 0, 5, 1] });
    const joined = reshape(onnx, moved, [pictures, channels, times(onnx, height, down), times(onnx, width, along)]);
    if (crops.flat().every((amount) => amount === 0)) return joined;
    const ends = crops.map(([, end]) => (end === 0 ? 2n ** 63n - 1n : -end));
    const starts = crops.map(([begin]) => begin);
    return onnx.emit('Slice', [joined, onnx.int64s(starts), onnx.int64s(ends), onnx.int64s([2, 3])]);
  },

  // The axis becomes two: the windows, and the elements of a window.
  sliding_windows: (op, onnx) => {
    const rank = op.rank('x');
    const [axis] = op.required(op.axes('axis', rank), 'axis');
    const [size, stride] = [op.required(op.number('size'), 'size'), op.number('stride') ?? 1];
    if (size < 1 || stride < 1) throw op.unsupported(`size ${String(size)}, stride ${String(stride)}`);
    const side = op.required(sidesOf(op, onnx, 'x')[axis ?? 0], 'axis');
    return onnx.emit('Gather', [op.input('x'), windowIndices(op, onnx, side, size, stride)], { axis: axis ?? 0 });
  },
};

function blockShape(op: Op): [down: number, along: number] {
  const [down, along] = op.required(op.numbers('block_shape'), 'block_shape');
  if (op.rank('x') !== 4 || carrierOf(op.dtype('x')) !== 'float' || !down || !along || Math.min(down, along) < 1)
    throw op.unsupported('anything but blocks of pictures');
  return [down, along];
}

function blocksAlong(op: Op, onnx: OnnxGraph, side: Side, block: number): Side {
  if (typeof side === 'number' && side % block !== 0) throw op.unsupported('blocks that do not fit');
  return dividedBy(onnx, side, block);
}

function windowIndices(op: Op, onnx: OnnxGraph, side: Side, size: number, stride: number): string {
  if (typeof side === 'number') {
    const count = Math.floor((side - size) / stride) + 1;
    if (count < 1) throw op.unsupported('windows wider than x');
    const at = Array.from({ length: count * size }, (_, index) => Math.floor(index / size) * stride + (index % size));
    return onnx.int64s(at, [count, size]);
  }
  const count = plus(onnx, dividedBy(onnx, minus(onnx, side, size), stride), 1);
  const limit = onnx.emit('Squeeze', [sideName(onnx, count), onnx.int64s([0])]);
  const counted = onnx.emit('Range', [onnx.int64s([0], []), limit, onnx.int64s([1], [])]);
  const starts = onnx.emit('Unsqueeze', [onnx.emit('Mul', [counted, onnx.int64s([stride])]), onnx.int64s([1])]);
  return onnx.emit('Add', [starts, onnx.int64s(Array.from({ length: size }, (_, index) => index))]);
}
