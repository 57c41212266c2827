import type { Attributes } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { ones, windowPadding } from './spatial.js';

/** MIL convolutions (coremltools, ops/defs/iOS15/conv.py). */
export const convolution: Readonly<Record<string, Lowering>> = {
  // x [n, C_in, *D], weight [C_out, C_in / groups, *K]
  conv: (op, onnx) => onnx.emit('Conv', operands(op), { ...windows(op), ...windowPadding(op, op.rank('x') - 2) }),

  // x [n, C_in, *D], weight [C_in, C_out / groups, *K]; padding crops the output
  conv_transpose: (op, onnx) => {
    const spatial = op.rank('x') - 2;
    const pads = windowPadding(op, spatial);
    return onnx.emit('ConvTranspose', operands(op), { ...windows(op), ...pads, ...outputPadding(op, pads) });
  },
};

const operands = (op: Op): string[] => [
  op.input('x'),
  op.input('weight'),
  ...(op.has('bias') ? [op.input('bias')] : []),
];

function windows(op: Op): { strides: number[]; dilations: number[]; group: number } {
  const spatial = op.rank('x') - 2;
  const group = op.number('groups') ?? 1;
  // ONNX Runtime divides by it without checking.
  if (group < 1) throw op.unsupported(`${String(group)} groups`);
  return {
    strides: op.numbers('strides') ?? ones(spatial),
    dilations: op.numbers('dilations') ?? ones(spatial),
    group,
  };
}

/** ONNX's `output_padding`: how far `output_shape` reaches beyond what strides and padding yield. */
function outputPadding(op: Op, pads: Attributes): Attributes {
  const outputSides = op.numbers('output_shape')?.slice(2);
  if (outputSides === undefined || 'auto_pad' in pads) return {};
  const { strides, dilations } = windows(op);
  const crop = (pads['pads'] as number[] | undefined) ?? [];
  const extra = outputSides.map((side, axis) => {
    const reach = (op.side('weight', axis + 2) - 1) * (dilations[axis] ?? 1) + 1;
    const cropped = (crop[axis] ?? 0) + (crop[axis + outputSides.length] ?? 0);
    return side - ((op.side('x', axis + 2) - 1) * (strides[axis] ?? 1) + reach - cropped);
  });
  if (extra.some((side) => side < 0)) throw op.unsupported('an output_shape smaller than strides and padding yield');
  return { output_padding: extra };
}
