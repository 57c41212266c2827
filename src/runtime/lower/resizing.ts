import { ownValue } from '../../coreml/own-value.js';
import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** MIL resizing of the last two axes (coremltools, ops/defs/iOS15/image_resizing.py, iOS17/image_resizing.py). */
export const resizing: Readonly<Record<string, Lowering>> = {
  upsample_nearest_neighbor: (op, onnx) =>
    resizeByFactor(op, onnx, { ...nearest, coordinate_transformation_mode: 'asymmetric' }),

  upsample_bilinear: (op, onnx) => {
    const corners = op.flag('align_corners') ?? true;
    const centres = op.flag('half_pixel_centers') ?? !corners;
    const mode = corners ? 'align_corners' : centres ? 'half_pixel' : 'asymmetric';
    return resizeByFactor(op, onnx, { mode: 'linear', coordinate_transformation_mode: mode });
  },

  resize_nearest_neighbor: (op, onnx) =>
    resizeToTarget(op, onnx, { ...nearest, coordinate_transformation_mode: 'asymmetric' }),

  resize_bilinear: (op, onnx) => {
    const sampling = op.string('sampling_mode') ?? 'DEFAULT';
    const mode = op.required(ownValue(samplings, sampling), `sampling_mode ${sampling}`);
    return resizeToTarget(op, onnx, { mode: 'linear', coordinate_transformation_mode: mode });
  },
};

/** Where ONNX samples what MIL's sampling modes ask for; ALIGN_CORNERS differs from STRICT only for one output pixel. */
const samplings: Readonly<Record<string, string>> = {
  DEFAULT: 'asymmetric',
  STRICT_ALIGN_CORNERS: 'align_corners',
  ALIGN_CORNERS: 'align_corners',
  UNALIGN_CORNERS: 'half_pixel',
};

const nearest = { mode: 'nearest', nearest_mode: 'floor' };

/**
 * Resizes by a factor. A fractional one only determines the output's size; pixels are sampled by the ratio of the sizes.
 * coremltools writes a factor a little above the ratio so that rounding down yields the size.
 */
function resizeByFactor(op: Op, onnx: OnnxGraph, attributes: Readonly<Record<string, string>>): string {
  const factors = [op.number('scale_factor_height') ?? 1, op.number('scale_factor_width') ?? 1];
  if (factors.every(Number.isInteger)) {
    const scales = [...Array.from({ length: op.rank('x') - 2 }, () => 1), ...factors];
    return onnx.emit('Resize', [op.input('x'), '', onnx.floats(scales, [scales.length])], attributes);
  }
  const sizes = factors.map((factor, index) => Math.floor(op.side('x', index - 2) * factor));
  return resizeToSize(op, onnx, sizes, attributes);
}

function resizeToTarget(op: Op, onnx: OnnxGraph, attributes: Readonly<Record<string, string>>): string {
  const sizes = ['target_size_height', 'target_size_width'].map((name) => op.required(op.number(name), name));
  return resizeToSize(op, onnx, sizes, attributes);
}

function resizeToSize(op: Op, onnx: OnnxGraph, sizes: number[], attributes: Readonly<Record<string, string>>): string {
  const rank = op.rank('x');
  return onnx.emit('Resize', [op.input('x'), '', '', onnx.int64s(sizes)], {
    ...attributes,
    axes: [rank - 2, rank - 1],
  });
}
