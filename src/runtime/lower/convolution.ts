import type { Attributes } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** MIL convolutions (coremltools, ops/defs/iOS15/conv.py): x [n, C_in, *D], weight [C_out, C_in / groups, *K]. */
export const convolution: Readonly<Record<string, Lowering>> = {
  conv: (op, onnx) => {
    const spatial = op.rank('x') - 2;
    const inputs = [op.input('x'), op.input('weight'), ...(op.has('bias') ? [op.input('bias')] : [])];
    return onnx.emit('Conv', inputs, {
      strides: op.numbers('strides') ?? ones(spatial),
      dilations: op.numbers('dilations') ?? ones(spatial),
      group: op.number('groups') ?? 1,
      ...padding(op, spatial),
    });
  },
};

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** MIL gives begin and end of each axis in turn, ONNX all begins and then all ends. */
function padding(op: Op, spatial: number): Attributes {
  const type = op.string('pad_type') ?? 'valid';
  switch (type) {
    case 'valid':
      return {};
    case 'same':
      return { auto_pad: 'SAME_UPPER' };
    case 'same_lower':
      return { auto_pad: 'SAME_LOWER' };
    case 'custom': {
      const pad = op.required(op.numbers('pad'), 'pad');
      const side = (end: number): number[] =>
        Array.from({ length: spatial }, (_, axis) => op.required(pad[axis * 2 + end], 'pad'));
      return { pads: [...side(0), ...side(1)] };
    }
    default:
      throw op.unsupported(`pad_type ${type}`);
  }
}
