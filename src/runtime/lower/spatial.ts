import type { Attributes } from '../graph.js';
import type { Op } from './op.js';

export const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** Translates `pad_type` of convolutions and pools. MIL lists begin and end of each axis in turn, ONNX all begins, then all ends. */
export function windowPadding(op: Op, spatial: number): Attributes {
  const type = op.string('pad_type') ?? 'valid';
  switch (type) {
    case 'valid':
      return {};
    case 'same':
      return dilated(op) ? { pads: samePads(op, spatial, Math.floor) } : { auto_pad: 'SAME_UPPER' };
    case 'same_lower':
      return dilated(op) ? { pads: samePads(op, spatial, Math.ceil) } : { auto_pad: 'SAME_LOWER' };
    case 'custom':
      return { pads: beginsThenEnds(op.numbers('pad') ?? ones(spatial * 2).map(() => 0)) };
    default:
      throw op.unsupported(`pad_type ${type}`);
  }
}

export const beginsThenEnds = (pairs: readonly number[]): number[] => [
  ...pairs.filter((_, index) => index % 2 === 0),
  ...pairs.filter((_, index) => index % 2 === 1),
];

const dilated = (op: Op): boolean => op.numbers('dilations')?.some((dilation) => dilation !== 1) ?? false;

/** ONNX Runtime does not work out the padding of dilated windows itself. `share` rounds the half that comes first. */
function samePads(op: Op, spatial: number, share: (half: number) => number): number[] {
  const totals = Array.from({ length: spatial }, (_, axis) => {
    const stride = op.numbers('strides')?.[axis] ?? 1;
    const reach = (op.side('weight', axis + 2) - 1) * (op.numbers('dilations')?.[axis] ?? 1);
    if (stride === 1) return reach;
    const side = op.side('x', axis + 2);
    return Math.max(0, (Math.ceil(side / stride) - 1) * stride + reach + 1 - side);
  });
  const begins = totals.map((total) => share(total / 2));
  return [...begins, ...totals.map((total, axis) => total - (begins[axis] ?? 0))];
}
