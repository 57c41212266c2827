import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { blendOffset } from './blending.js';
import { nearestIndices } from './nearest.js';
import type { Op, Lowering } from './op.js';
import { samplingMode } from './sampling-mode.js';
import type { SamplingMode } from './sampling-mode.js';
import { product, reshape, sideList, sidesOf, times } from './sides.js';
import type { Side } from './sides.js';
import { carrierOf } from './value.js';

/** MIL resizing of the last axes (coremltools, ops/defs/iOS15/image_resizing.py, iOS16 and iOS17/image_resizing.py). */
export const resizing: Readonly<Record<string, Lowering>> = {
  // A pixel repeats the one that its own corner falls into.
  upsample_nearest_neighbor: (op, onnx) => {
    const target = scaledSides(op, onnx);
    return scaleFactors(op).every(Number.isInteger)
      ? resizeByNode(op, onnx, target, repeated)
      : resizeNearest(op, onnx, target, 'CORNER');
  },

  upsample_bilinear: (op, onnx) => {
    const corners = op.flag('align_corners') ?? true;
    const centres = op.flag('half_pixel_centers') ?? !corners;
    const mode = corners ? 'STRICT_ALIGN_CORNERS' : centres ? 'UNALIGN_CORNERS' : 'DEFAULT';
    return resizeLinear(op, onnx, scaledSides(op, onnx), mode);
  },

  resize_nearest_neighbor: (op, onnx) => resizeNearest(op, onnx, targetSides(op), 'CORNER'),

  resize_bilinear: (op, onnx) =>
    resizeLinear(op, onnx, targetSides(op), samplingMode(op, op.string('sampling_mode') ?? 'DEFAULT')),

  // The last sides of `shape` become those of x; 0 keeps a side as it is.
  resize: (op, onnx) => {
    const mode = samplingMode(op, op.string('sampling_mode') ?? 'DEFAULT');
    const target = statedSides(op, onnx, op.required(op.number('resized_dims'), 'resized_dims'));
    const interpolation = op.string('interpolation_mode') ?? 'LINEAR';
    if (interpolation === 'NEAREST_NEIGHBOR') return resizeNearest(op, onnx, target, mode);
    if (interpolation !== 'LINEAR') throw op.unsupported(`interpolation_mode ${interpolation}`);
    if (carrierOf(op.dtype('x')) === 'int64') throw op.unsupported('LINEAR with integers');
    return resizeLinear(op, onnx, target, mode);
  },
};

const targetSides = (op: Op): number[] =>
  ['target_size_height', 'target_size_width'].map((name) => {
    const side = op.number(name) ?? 1;
    if (side < 1) throw op.unsupported(`${name} ${String(side)}`);
    return side;
  });

const scaleFactors = (op: Op): number[] =>
  ['scale_factor_height', 'scale_factor_width'].map((name) => {
    const factor = op.number(name) ?? 1;
    if (!(factor > 0)) throw op.unsupported(`${name} ${String(factor)}`);
    return factor;
  });

/**
 * The sides times the scale factors, rounded down. A fractional factor determines no more than that: pixels are sampled by
 * the ratio of the sizes. coremltools writes a factor a little above the ratio so that rounding down yields the size.
 */
function scaledSides(op: Op, onnx: OnnxGraph): Side[] {
  const sides = sidesOf(op, onnx, 'x').slice(-2);
  return scaleFactors(op).map((factor, index) => {
    const side = op.required(sides[index], 'height and width');
    if (Number.isInteger(factor)) return times(onnx, side, factor);
    if (typeof side === 'number') return Math.floor(side * factor);
    const exact = onnx.emit('Mul', [onnx.emit('Cast', [side], { to: elementTypes.float }), onnx.floats([factor], [1])]);
    return onnx.emit('Cast', [onnx.emit('Floor', [exact])], { to: elementTypes.int64 });
  });
}

function statedSides(op: Op, onnx: OnnxGraph, count: number): Side[] {
  const rank = op.rank('x');
  if (count > rank) throw op.unsupported(`${String(count)} resized_dims of ${String(rank)}`);
  const own = sidesOf(op, onnx, 'x').slice(rank - count);
  if (op.isConstant('shape')) {
    const stated = op.required(op.numbers('shape'), 'shape');
    if (stated.length < count || stated.some((side) => side < 0)) throw op.unsupported(`shape [${stated.join(', ')}]`);
    return own.map((side, index) => stated[stated.length - count + index] || side);
  }
  const shape = op.int64('shape');
  return own.map((side, index) => {
    const stated = onnx.emit('Gather', [shape, onnx.int64s([index - count])], { axis: 0 });
    const kept = typeof side === 'number' ? onnx.int64s([side]) : side;
    return onnx.emit('Where', [onnx.emit('Equal', [stated, onnx.int64s([0])]), kept, stated]);
  });
}

/**
 * Resizes the last axes by ONNX's Resize. Its align_corners has no middle for an axis of one pixel, its crop of the whole
 * has; it knows no OFFSET_CORNERS.
 */
function resizeLinear(op: Op, onnx: OnnxGraph, target: readonly Side[], mode: SamplingMode): string {
  switch (mode) {
    case 'DEFAULT':
      return resizeByNode(op, onnx, target, linear('asymmetric'));
    case 'UNALIGN_CORNERS':
      return resizeByNode(op, onnx, target, linear('half_pixel'));
    case 'STRICT_ALIGN_CORNERS':
      return resizeByNode(op, onnx, target, linear('align_corners'));
    case 'ALIGN_CORNERS':
      if (target.every((side) => typeof side === 'number' && side > 1))
        return resizeByNode(op, onnx, target, linear('align_corners'));
      return resizeByNode(op, onnx, target, linear(cropping));
    case 'OFFSET_CORNERS':
      return blendOffset(op, onnx, target);
  }
}

const cropping = 'tf_crop_and_resize';

/** From the middle of the first pixel to that of the last, in every axis. */
const wholeCrop = (onnx: OnnxGraph, rank: number): string =>
  onnx.floats([...Array<number>(rank).fill(0), ...Array<number>(rank).fill(1)], [2 * rank]);

const linear = (transformation: string): Readonly<Record<string, string>> => ({
  mode: 'linear',
  coordinate_transformation_mode: transformation,
});

/** Each pixel, a whole number of times. */
const repeated = { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' };

/** Whole factors are left to ONNX's Resize, which is fast; elsewhere each axis picks its pixels by exact integers. */
function resizeNearest(op: Op, onnx: OnnxGraph, target: readonly Side[], mode: SamplingMode | 'CORNER'): string {
  const own = sidesOf(op, onnx, 'x').slice(op.rank('x') - target.length);
  const factors = target.map((side, index) => wholeFactor(own[index], side));
  const upright = mode === 'CORNER' || mode === 'DEFAULT' || mode === 'UNALIGN_CORNERS';
  if (upright && factors.every((factor) => factor !== undefined) && target.length <= 3)
    return resizeByNode(op, onnx, target, repeated);
  return target.reduce<string>((x, side, index) => {
    const from = op.required(own[index], 'side');
    if (from === side) return x;
    return onnx.emit('Gather', [x, nearestIndices(op, onnx, from, side, mode)], { axis: index - target.length });
  }, op.input('x'));
}

const wholeFactor = (from: Side | undefined, to: Side): number | undefined =>
  typeof from === 'number' && typeof to === 'number' && to % from === 0 ? to / from : undefined;

/**
 * Resize wants at most three axes behind two that stay, so other ranks are seen as [1, the rest, the axes]. All sides are
 * stated: ONNX Runtime moves transposes past a Resize that names its axes, and then takes its sizes for all of them.
 */
function resizeByNode(
  op: Op,
  onnx: OnnxGraph,
  target: readonly Side[],
  attributes: Readonly<Record<string, string>>,
): string {
  const [rank, count] = [op.rank('x'), target.length];
  if (count === 0) return op.input('x');
  if (count > 3) throw op.unsupported(`${String(count)} resized axes`);
  const integers = carrierOf(op.dtype('x')) === 'int64';
  const x = integers ? onnx.emit('Cast', [op.input('x')], { to: elementTypes.int32 }) : op.input('x');
  const sides = sidesOf(op, onnx, 'x');
  const [rest, resized] = [sides.slice(0, rank - count), sides.slice(rank - count)];
  const natural = rank === count + 2 && count > 1;
  const kept = natural ? rest : [1, product(onnx, rest), ...(count === 1 ? [1] : [])];
  const viewed = natural ? x : reshape(onnx, x, [...kept, ...resized]);
  const crop = attributes['coordinate_transformation_mode'] === cropping ? wholeCrop(onnx, kept.length + count) : '';
  const enlarged = onnx.emit('Resize', [viewed, crop, '', sideList(onnx, [...kept, ...target])], attributes);
  const back = natural ? enlarged : reshape(onnx, enlarged, [...rest, ...target]);
  return integers ? onnx.emit('Cast', [back], { to: elementTypes.int64 }) : back;
}
