import { ownValue } from '../../coreml/own-value.js';
import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { beginsThenEnds, pairsOf } from './spatial.js';
import { carrierOf } from './value.js';

const modes: Readonly<Record<string, string>> = { constant: 'constant', reflect: 'reflect', replicate: 'edge' };

/** MIL padding and cropping (coremltools, ops/defs/iOS15/tensor_operation.py, image_resizing.py). */
export const padding: Readonly<Record<string, Lowering>> = {
  // Pairs of begin and end for the last axes.
  pad: (op, onnx) => {
    const modeName = op.string('mode') ?? 'constant';
    const mode = op.required(ownValue(modes, modeName), `mode ${modeName}`);
    const value = op.number('constant_val') ?? 0;
    const amounts = op.isConstant('pad') ? statedAmounts(op, onnx) : computedAmounts(op, onnx);
    const fill = carrierOf(op.dtype('x')) === 'int64' ? onnx.int64s([value], []) : onnx.floats([value], []);
    return onnx.emit('Pad', [op.input('x'), amounts, fill], { mode });
  },

  // [top, bottom] and [left, right], pixels to cut off.
  crop: (op, onnx) => {
    const [top = 0, bottom = 0] = op.required(op.numbers('crop_height'), 'crop_height');
    const [left = 0, right = 0] = op.required(op.numbers('crop_width'), 'crop_width');
    if ([top, bottom, left, right].some((amount) => amount < 0)) throw op.unsupported('a crop below 0');
    const ends = [bottom, right].map((amount) => (amount === 0 ? 2n ** 63n - 1n : -amount));
    return onnx.emit('Slice', [op.input('x'), onnx.int64s([top, left]), onnx.int64s(ends), onnx.int64s([-2, -1])]);
  },
};

// Both state what to add at every axis: ONNX Runtime moves transposes past a Pad that names its axes, and then takes its
// amounts for all of them.

function statedAmounts(op: Op, onnx: OnnxGraph): string {
  const listed = op.required(op.numbers('pad'), 'pad');
  if (listed.length % 2 !== 0) throw op.unsupported('pad is not a list of pairs');
  if (listed.some((amount) => amount < 0)) throw op.unsupported('a pad below 0');
  const kept = keptAxes(op, listed.length / 2);
  return onnx.int64s(beginsThenEnds([...Array<readonly [number, number]>(kept).fill([0, 0]), ...pairsOf(listed)]));
}

function computedAmounts(op: Op, onnx: OnnxGraph): string {
  const count = op.side('pad', 0) / 2;
  if (!Number.isInteger(count)) throw op.unsupported('pad is not a list of pairs');
  const kept = keptAxes(op, count);
  const everything = onnx.emit('Concat', [onnx.int64s(Array<number>(2 * kept).fill(0)), op.int64('pad')], { axis: 0 });
  const order = beginsThenEnds(Array.from({ length: kept + count }, (_, axis) => [2 * axis, 2 * axis + 1] as const));
  return onnx.emit('Gather', [everything, onnx.int64s(order)], { axis: 0 });
}

/** How many axes lie before those that are padded. */
function keptAxes(op: Op, count: number): number {
  const rank = op.rank('x');
  if (count > rank) throw op.unsupported(`pad of ${String(count)} axes of ${String(rank)}`);
  return rank - count;
}
