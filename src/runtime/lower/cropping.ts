import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { asFloats, floated, samplePixels, scalar, widthAndHeight } from './grid.js';
import type { Lowering, Op } from './op.js';
import { samplingMode } from './sampling-mode.js';
import type { SamplingMode } from './sampling-mode.js';
import { reshape, sideList, sidesOf, times } from './sides.js';

/** MIL crops that are resized (coremltools, ops/defs/iOS15, iOS16 and iOS17/image_resizing.py). */
export const cropping: Readonly<Record<string, Lowering>> = {
  // iOS 17: boxes [N, 4] and box_indices [N] give [N, C, h, w]. Before: roi [N, 1, 4, 1, 1] gives [N, B, C, h, w], and
  // roi [N, 1, 5, 1, 1], which begins with the picture's number, gives [N, 1, C, h, w].
  crop_resize: (op, onnx) => {
    if (op.has('boxes')) return cropsOf(op, onnx, floated(op, onnx, 'boxes'), boxIndices(op, onnx));
    const width = op.side('roi', 2);
    const boxes = reshape(onnx, floated(op, onnx, 'roi'), [-1, width]);
    if (width === 4) return cropsOfAll(op, onnx, boxes);
    if (width !== 5) throw op.unsupported(`roi of ${String(width)}`);
    // coremltools states B pictures here, though each box is of one.
    const stated = op.outputs[0]?.shape[1] ?? 1;
    if (stated !== 1) throw op.unsupported(`a roi that names its picture, and ${String(stated)} pictures of each`);
    const column = onnx.emit('Slice', [boxes, onnx.int64s([0]), onnx.int64s([1]), onnx.int64s([1])]);
    const indices = onnx.emit('Cast', [reshape(onnx, column, [-1])], { to: elementTypes.int64 });
    const corners = onnx.emit('Slice', [boxes, onnx.int64s([1]), onnx.int64s([5]), onnx.int64s([1])]);
    return onnx.emit('Unsqueeze', [cropsOf(op, onnx, corners, indices), onnx.int64s([1])]);
  },
};

/** Left out, box i is of picture i. */
function boxIndices(op: Op, onnx: OnnxGraph): string {
  if (op.has('box_indices')) return op.int64('box_indices');
  return onnx.int64s(Array.from({ length: op.side('boxes', 0) }, (_, index) => index));
}

function cropsOf(op: Op, onnx: OnnxGraph, boxes: string, indices: string): string {
  return sampleBoxes(op, onnx, onnx.emit('Gather', [op.input('x'), indices], { axis: 0 }), boxes);
}

/** Every box of every picture: all pictures' channels stand side by side. */
function cropsOfAll(op: Op, onnx: OnnxGraph, boxes: string): string {
  const [batch = 1, channels = 1, height = 1, width = 1] = sidesOf(op, onnx, 'x');
  const [count = 1] = sidesOf(op, onnx, 'roi');
  const flat = reshape(onnx, op.input('x'), [1, times(onnx, batch, channels), height, width]);
  const repeated = onnx.emit('Expand', [flat, sideList(onnx, [count, 1, 1, 1])]);
  const { rows, columns } = targetSize(op);
  return reshape(onnx, sampleBoxes(op, onnx, repeated, boxes), [count, batch, channels, rows, columns]);
}

const targetSize = (op: Op): { rows: number; columns: number } => ({
  rows: op.number('target_height') ?? 1,
  columns: op.number('target_width') ?? 1,
});

/** Samples pictures [N, C, H, W] in boxes [N, 4]. Points outside a picture have the value `pad_value`. */
function sampleBoxes(op: Op, onnx: OnnxGraph, pictures: string, boxes: string): string {
  const [, , height = 1, width = 1] = sidesOf(op, onnx, 'x');
  const { rows, columns } = targetSize(op);
  const mode = samplingMode(op, op.string('sampling_mode') ?? 'DEFAULT');
  const box = cornersOf(op, onnx, boxes, mode);
  const y = pointsAlong(onnx, box.top, box.bottom, rows, mode);
  const x = pointsAlong(onnx, box.left, box.right, columns, mode);
  const down = onnx.emit('Unsqueeze', [y, onnx.int64s([2, 3])]);
  const along = onnx.emit('Unsqueeze', [x, onnx.int64s([1, 3])]);
  const flat = scalar(onnx, 0);
  const xs = onnx.emit('Add', [along, onnx.emit('Mul', [down, flat])]);
  const ys = onnx.emit('Add', [down, onnx.emit('Mul', [along, flat])]);
  const points = onnx.emit('Concat', [xs, ys], { axis: 3 });
  const sampled = samplePixels(onnx, pictures, points, widthAndHeight(op, onnx), { mode: 'linear', padding: 'border' });
  const inside = onnx.emit('And', [
    within(onnx, onnx.emit('Unsqueeze', [y, onnx.int64s([1, 3])]), asFloats(onnx, [height])),
    within(onnx, onnx.emit('Unsqueeze', [x, onnx.int64s([1, 2])]), asFloats(onnx, [width])),
  ]);
  return onnx.emit('Where', [inside, sampled, scalar(onnx, op.number('pad_value') ?? 0)]);
}

const within = (onnx: OnnxGraph, points: string, side: string): string =>
  onnx.emit('And', [
    onnx.emit('GreaterOrEqual', [points, scalar(onnx, 0)]),
    onnx.emit('LessOrEqual', [points, onnx.emit('Sub', [side, scalar(onnx, 1)])]),
  ]);

interface Corners {
  readonly top: string;
  readonly left: string;
  readonly bottom: string;
  readonly right: string;
}

/** The boxes' first and last points in pixels, each [N, 1]. */
function cornersOf(op: Op, onnx: OnnxGraph, boxes: string, mode: SamplingMode): Corners {
  const order = op.string('box_coordinate_mode') ?? 'CORNERS_HEIGHT_FIRST';
  const [a = '', b = '', c = '', d = ''] = onnx.emitMany('Split', [boxes], 4, { axis: 1, num_outputs: 4 });
  const pairs = { first: [a, b], last: [c, d] };
  switch (order) {
    case 'CORNERS_HEIGHT_FIRST':
    case 'CORNERS_WIDTH_FIRST':
      refuseTurned(op, mode);
      break;
    case 'CENTER_SIZE_HEIGHT_FIRST':
    case 'CENTER_SIZE_WIDTH_FIRST': {
      const halves = [c, d].map((size) => onnx.emit('Mul', [size, scalar(onnx, 0.5)]));
      const middles = [a, b];
      pairs.first = middles.map((middle, axis) => onnx.emit('Sub', [middle, halves[axis] ?? '']));
      pairs.last = middles.map((middle, axis) => onnx.emit('Add', [middle, halves[axis] ?? '']));
      break;
    }
    default:
      throw op.unsupported(`box_coordinate_mode ${order}`);
  }
  const widthFirst = order.endsWith('WIDTH_FIRST');
  const [top = '', left = ''] = (widthFirst ? pairs.first.toReversed() : pairs.first).map(inPixels(op, onnx));
  const [bottom = '', right = ''] = (widthFirst ? pairs.last.toReversed() : pairs.last).map(inPixels(op, onnx));
  return { top, left, bottom, right };
}

/**
 * A box that ends before it begins turns the picture over; only modes that sample from corner to corner say how. Of the
 * others coremltools has one case, UNALIGN_CORNERS in a box from 6 to 3 of 4 pixels: it wants pixels 0.5 and 2.5, which the
 * whole side gives, and also what lies at 6.5 and 4.5 of its mirror image. One case does not tell the rule.
 */
function refuseTurned(op: Op, mode: SamplingMode): void {
  const name = op.has('boxes') ? 'boxes' : 'roi';
  if (mode === 'STRICT_ALIGN_CORNERS' || mode === 'ALIGN_CORNERS' || !op.isConstant(name)) return;
  const values = op.numbers(name) ?? [];
  const width = name === 'roi' ? op.side('roi', 2) : 4;
  const turned = values.some((value, at) => {
    const place = (at % width) - (width - 4);
    return (place === 0 || place === 1) && value > (values[at + 2] ?? value);
  });
  if (turned) throw op.unsupported(`${mode} in a box that ends before it begins`);
}

/** Turns a coordinate of axis 0 (height) or 1 (width) into pixels. */
const inPixels =
  (op: Op, onnx: OnnxGraph) =>
  (value: string, axis: number): string => {
    const spatial = op.number('spatial_scale') ?? 1;
    const scaled = spatial === 1 ? value : onnx.emit('Mul', [value, scalar(onnx, spatial)]);
    if (op.flag('normalized_coordinates') !== true) return scaled;
    const side = op.required(sidesOf(op, onnx, 'x')[axis + 2], 'side');
    return onnx.emit('Mul', [scaled, onnx.emit('Sub', [asFloats(onnx, [side]), scalar(onnx, 1)])]);
  };

/** The points [N, count] of an axis between the first and the last point [N, 1] of boxes; none lies beyond these. */
function pointsAlong(onnx: OnnxGraph, first: string, last: string, count: number, mode: SamplingMode): string {
  const span = onnx.emit('Sub', [last, first]);
  const steps = (offset: number, by: number): string =>
    onnx.floats(
      Array.from({ length: count }, (_, index) => (index + offset) / by),
      [1, count],
    );
  const from = (distance: string): string => onnx.emit('Add', [first, distance]);
  const ofSpan = (): string => from(onnx.emit('Mul', [span, count === 1 ? steps(0, 1) : steps(0, count - 1)]));
  const ofSize = (offset: number): string =>
    onnx.emit('Mul', [onnx.emit('Add', [span, scalar(onnx, 1)]), steps(offset, count)]);
  const points = ((): string => {
    switch (mode) {
      case 'STRICT_ALIGN_CORNERS':
        return ofSpan();
      case 'ALIGN_CORNERS':
        return count === 1 ? from(onnx.emit('Mul', [span, scalar(onnx, 0.5)])) : ofSpan();
      case 'DEFAULT':
        return from(ofSize(0));
      case 'UNALIGN_CORNERS':
        return from(onnx.emit('Sub', [ofSize(0.5), scalar(onnx, 0.5)]));
      case 'OFFSET_CORNERS':
        return from(onnx.emit('Mul', [onnx.emit('Max', [span, scalar(onnx, 1)]), steps(0.5, count)]));
    }
  })();
  const [low, high] = [onnx.emit('Min', [first, last]), onnx.emit('Max', [first, last])];
  return onnx.emit('Min', [onnx.emit('Max', [points, low]), high]);
}
