import type { Lowering } from './op.js';

/** MIL operations that move elements about (coremltools, ops/defs/iOS15/tensor_transformation.py and image_resizing.py). */
export const layout: Readonly<Record<string, Lowering>> = {
  reshape: (op, onnx) => {
    const shape = op.required(op.numbers('shape'), 'shape');
    if (shape.includes(0)) throw op.unsupported('a shape with 0');
    return onnx.emit('Reshape', [op.input('x'), onnx.int64s(shape)]);
  },
  transpose: (op, onnx) => onnx.emit('Transpose', [op.input('x')], { perm: op.required(op.numbers('perm'), 'perm') }),
  tile: (op, onnx) => onnx.emit('Tile', [op.input('x'), onnx.int64s(op.required(op.numbers('reps'), 'reps'))]),
  // Channels come in the order C, r, r: ONNX calls that column-row-depth.
  pixel_shuffle: (op, onnx) =>
    onnx.emit('DepthToSpace', [op.input('x')], {
      blocksize: op.required(op.number('upscale_factor'), 'upscale_factor'),
      mode: 'CRD',
    }),
  upsample_nearest_neighbor: (op, onnx) => {
    const factors = [op.number('scale_factor_height') ?? 1, op.number('scale_factor_width') ?? 1];
    if (!factors.every(Number.isInteger)) throw op.unsupported('a fractional scale');
    const scales = onnx.floats([1, 1, ...factors], [4]);
    return onnx.emit('Resize', [op.input('x'), '', scales], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  },
};
