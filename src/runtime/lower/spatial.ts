import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';
import { atLeast, dividedBy, minus, plus, sideList, times } from './sides.js';
import type { Side } from './sides.js';

export const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** What slides along the spatial axes of x [n, C, *D]. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** What comes before and after an axis. */
export type Pair = readonly [begin: number, end: number];

/** `auto` leaves it to ONNX, `pairs` is known now, `sides` is computed by nodes. */
export type WindowPadding =
  | { readonly kind: 'auto'; readonly lower: boolean }
  | { readonly kind: 'pairs'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'sides'; readonly pairs: readonly (readonly [begin: Side, end: Side])[] };

/** Reads `pad_type` of convolutions and pools; `sides` are the spatial ones of x. */
export function windowPadding(op: Op, onnx: OnnxGraph, sides: readonly Side[], windows: Windows): WindowPadding {
  const type = op.string('pad_type') ?? 'valid';
  switch (type) {
    case 'valid':
      return { kind: 'pairs', pairs: windows.kernel.map(() => [0, 0]) };
    case 'custom':
      return { kind: 'pairs', pairs: pairsOf(op.numbers('pad') ?? windows.kernel.flatMap(() => [0, 0])) };
    case 'same':
      return samePadding(onnx, sides, windows, false);
    case 'same_lower':
      return samePadding(onnx, sides, windows, true);
    default:
      throw op.unsupported(`pad_type ${type}`);
  }
}

/** Pads so that an axis of `side` yields side / stride windows, rounded up. `lower` puts an odd element before the axis. */
function samePadding(onnx: OnnxGraph, sides: readonly Side[], windows: Windows, lower: boolean): WindowPadding {
  const pairs = sides.map((side, axis) => {
    const [stride, reach] = [windows.strides[axis] ?? 1, reachOf(windows, axis)];
    const total = stride === 1 ? reach : strideTotal(onnx, side, stride, reach);
    const half = dividedBy(onnx, total, 2);
    const rest = minus(onnx, total, half);
    return lower ? ([rest, half] as const) : ([half, rest] as const);
  });
  if (pairs.every(isKnown)) return { kind: 'pairs', pairs };
  return windows.dilations.every((dilation) => dilation === 1) ? { kind: 'auto', lower } : { kind: 'sides', pairs };
}

/** How far a window reaches beyond its first element. */
export const reachOf = ({ kernel, dilations }: Windows, axis: number): number =>
  ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1);

function strideTotal(onnx: OnnxGraph, side: Side, stride: number, reach: number): Side {
  const count = dividedBy(onnx, plus(onnx, side, stride - 1), stride);
  const end = plus(onnx, times(onnx, plus(onnx, count, -1), stride), reach + 1);
  return atLeast(onnx, minus(onnx, end, side), 0);
}

const isKnown = (pair: readonly [Side, Side]): pair is Pair => pair.every((side) => typeof side === 'number');

/** MIL lists begin and end of each axis in turn, ONNX all begins, then all ends. */
export const pairsOf = (listed: readonly number[]): Pair[] =>
  Array.from({ length: Math.floor(listed.length / 2) }, (_, axis) => [
    listed[2 * axis] ?? 0,
    listed[2 * axis + 1] ?? 0,
  ]);

export const beginsThenEnds = <T>(pairs: readonly (readonly [T, T])[]): T[] => [
  ...pairs.map(([begin]) => begin),
  ...pairs.map(([, end]) => end),
];

/**
 * Puts `fill` around the last axes of x. The amounts are stated for all axes: ONNX Runtime moves transposes past a Pad that
 * names its axes, and then takes its amounts for all of them.
 */
export function surround(
  onnx: OnnxGraph,
  x: string,
  rank: number,
  pairs: readonly (readonly [Side, Side])[],
  fill: number,
): string {
  const kept = Array<readonly [Side, Side]>(rank - pairs.length).fill([0, 0]);
  const amounts = sideList(onnx, beginsThenEnds([...kept, ...pairs]));
  return onnx.emit('Pad', [x, amounts, onnx.floats([fill], [])], { mode: 'constant' });
}

/**
 * Puts `fill` around x for a pool. The maximum with minus infinity changes nothing: without it ONNX Runtime would join the
 * two, and a pool refuses padding as wide as its window, or leaves it out of averages.
 */
export const surroundForPool = (...[onnx, ...rest]: Parameters<typeof surround>): string =>
  onnx.emit('Max', [surround(onnx, ...rest), onnx.floats([-Infinity], [])]);
