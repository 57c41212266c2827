import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import type { Op } from './op.js';
import { atLeast, minus, sideName, sidesOf, times } from './sides.js';
import type { Side } from './sides.js';

/**
 * Resizes the last axes of x as OFFSET_CORNERS says, which ONNX's Resize cannot: new pixel i is taken at
 * (i + 1/2) * max(1, from - 1) / to, between two pixels that are picked and blended, axis by axis.
 */
export function blendOffset(op: Op, onnx: OnnxGraph, target: readonly Side[]): string {
  const rank = op.rank('x');
  const own = sidesOf(op, onnx, 'x').slice(rank - target.length);
  return target.reduce<string>((x, to, index) => {
    const from = op.required(own[index], 'side');
    const behind = target.length - 1 - index;
    return blendAxis(onnx, x, -1 - behind, pointsOf(onnx, from, to));
  }, op.input('x'));
}

/** The pixel before each point, and how far the point lies beyond it. Points lie within the axis, on no last pixel but of one. */
interface Points {
  readonly before: string;
  readonly after: string;
  readonly beyond: string;
}

function pointsOf(onnx: OnnxGraph, from: Side, to: Side): Points {
  if (typeof from === 'number' && typeof to === 'number') {
    const at = Array.from({ length: to }, (_, i) => Math.min(from - 1, ((i + 0.5) * Math.max(1, from - 1)) / to));
    const before = at.map((point) => Math.floor(point));
    return {
      before: onnx.int64s(before),
      after: onnx.int64s(before.map((pixel) => Math.min(from - 1, pixel + 1))),
      beyond: onnx.floats(
        at.map((point, i) => point - (before[i] ?? 0)),
        [to],
      ),
    };
  }
  const last = sideName(onnx, minus(onnx, from, 1));
  const limit = onnx.emit('Squeeze', [sideName(onnx, to), onnx.int64s([0])]);
  const counted = onnx.emit('Range', [onnx.int64s([0], []), limit, onnx.int64s([1], [])]);
  // (2 i + 1) * reach / (2 to) in whole numbers, so that no pixel is missed by rounding.
  const odd = onnx.emit('Add', [onnx.emit('Mul', [counted, onnx.int64s([2])]), onnx.int64s([1])]);
  const above = onnx.emit('Mul', [odd, sideName(onnx, atLeast(onnx, minus(onnx, from, 1), 1))]);
  const below = sideName(onnx, times(onnx, to, 2));
  const whole = onnx.emit('Div', [above, below]);
  const rest = onnx.emit('Sub', [above, onnx.emit('Mul', [whole, below])]);
  const [restFloat, belowFloat] = [rest, below].map((name) => onnx.emit('Cast', [name], { to: elementTypes.float }));
  return {
    before: onnx.emit('Min', [whole, last]),
    after: onnx.emit('Min', [onnx.emit('Add', [whole, onnx.int64s([1])]), last]),
    beyond: onnx.emit('Div', [restFloat ?? '', belowFloat ?? '']),
  };
}

/** `axis` counts from the end. */
function blendAxis(onnx: OnnxGraph, x: string, axis: number, { before, after, beyond }: Points): string {
  const [left, right] = [before, after].map((indices) => onnx.emit('Gather', [x, indices], { axis }));
  const behind = -1 - axis;
  const axes = Array.from({ length: behind }, (_, index) => index + 1);
  const weight = behind === 0 ? beyond : onnx.emit('Unsqueeze', [beyond, onnx.int64s(axes)]);
  const step = onnx.emit('Sub', [right ?? '', left ?? '']);
  return onnx.emit('Add', [left ?? '', onnx.emit('Mul', [step, weight])]);
}
