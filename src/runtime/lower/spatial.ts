import type { Attributes } from '../graph.js';
import type { Op } from './op.js';

export const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** `pad_type` of convolutions and pools. MIL gives begin and end of each axis in turn, ONNX all begins, then all ends. */
export function windowPadding(op: Op, spatial: number): Attributes {
  const type = op.string('pad_type') ?? 'valid';
  switch (type) {
    case 'valid':
      return {};
    case 'same':
      return { auto_pad: 'SAME_UPPER' };
    case 'same_lower':
      return { auto_pad: 'SAME_LOWER' };
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
