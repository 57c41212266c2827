import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';
import { sidesOf } from './sides.js';
import type { Side } from './sides.js';
import { beginsThenEnds, ones, surroundForPool, windowPadding } from './spatial.js';
import type { Pair, Windows } from './spatial.js';

interface Kind {
  readonly type: string;
  /** What stands in the padding; undefined where the padding does not count. */
  readonly fill: number | undefined;
  readonly attributes?: Readonly<Record<string, number>>;
}

/** MIL pools of one to three axes (coremltools, ops/defs/iOS15/pool.py). */
export const pooling: Readonly<Record<string, Lowering>> = {
  max_pool: (op, onnx) => pool(op, onnx, { type: 'MaxPool', fill: -Infinity }),
  l2_pool: (op, onnx) => pool(op, onnx, { type: 'LpPool', fill: 0, attributes: { p: 2 } }),
  avg_pool: (op, onnx) =>
    op.flag('exclude_padding_from_average') === true
      ? pool(op, onnx, { type: 'AveragePool', fill: undefined })
      : pool(op, onnx, { type: 'AveragePool', fill: 0, attributes: { count_include_pad: 1 } }),
};

function pool(op: Op, onnx: OnnxGraph, kind: Kind): string {
  const windows = windowsOf(op);
  const sides = sidesOf(op, onnx, 'x').slice(2);
  const padding = windowPadding(op, onnx, sides, windows);
  const [x, attributes] = [
    op.input('x'),
    { ...kind.attributes, kernel_shape: windows.kernel, strides: windows.strides },
  ];
  if (padding.kind === 'auto')
    return onnx.emit(kind.type, [x], { ...attributes, auto_pad: padding.lower ? 'SAME_LOWER' : 'SAME_UPPER' });
  if (padding.kind === 'sides') throw op.unsupported('dilations');
  const { pairs } = padding;
  const ceil = op.flag('ceil_mode') === true;
  // ONNX Runtime refuses padding as wide as the window.
  if (pairs.some((pair, axis) => Math.max(...pair) >= (windows.kernel[axis] ?? 1))) {
    if (ceil || kind.fill === undefined) throw op.unsupported('padding as wide as the kernel');
    return onnx.emit(kind.type, [surroundForPool(onnx, x, op.rank('x'), pairs, kind.fill)], attributes);
  }
  const overhangs = sides.map((side, axis) => (ceil ? overhangOf(op, side, pairs[axis], windows, axis) : 0));
  if (overhangs.every((overhang) => overhang === 0))
    return onnx.emit(kind.type, [x], { ...attributes, pads: beginsThenEnds(pairs) });
  if (!overhangs.every((overhang) => overhang !== undefined))
    return onnx.emit(kind.type, [x], { ...attributes, pads: beginsThenEnds(pairs), ceil_mode: 1 });
  if (kind.type !== 'AveragePool' || kind.fill === undefined)
    return onnx.emit(kind.type, [x], { ...attributes, pads: beginsThenEnds(extended(pairs, overhangs)) });
  // The padding counts in the average, what a window hangs over beyond it does not.
  const surrounded = surroundForPool(onnx, x, op.rank('x'), pairs, kind.fill);
  const pads = beginsThenEnds(
    extended(
      ones(pairs.length).map(() => [0, 0] as const),
      overhangs,
    ),
  );
  return onnx.emit(kind.type, [surrounded], { ...attributes, pads, count_include_pad: 0 });
}

const extended = (pairs: readonly Pair[], by: readonly number[]): Pair[] =>
  pairs.map(([begin, end], axis) => [begin, end + (by[axis] ?? 0)]);

function windowsOf(op: Op): Windows {
  const kernel = op.required(op.numbers('kernel_sizes'), 'kernel_sizes');
  const strides = op.numbers('strides') ?? ones(kernel.length);
  // ONNX Runtime divides by these without checking.
  if ([...kernel, ...strides].some((value) => value < 1)) throw op.unsupported('a kernel or stride of 0');
  return { kernel, strides, dilations: ones(kernel.length) };
}

/**
 * How far the last window of ceil_mode reaches beyond the padding; undefined for an open side. Where there is padding, a
 * window that would begin in the padding at the end is left out.
 */
function overhangOf(
  op: Op,
  side: Side,
  [begin, end]: Pair = [0, 0],
  { kernel, strides }: Windows,
  axis: number,
): number | undefined {
  if (typeof side === 'string') return undefined;
  const [size, stride] = [kernel[axis] ?? 1, strides[axis] ?? 1];
  const room = side + begin + end;
  const last = Math.ceil((room - size) / stride) * stride;
  if (last >= side + begin && begin + end > 0) return 0;
  if (last >= side + begin) throw op.unsupported('ceil_mode with a window beyond x');
  return Math.max(0, last + size - room);
}
