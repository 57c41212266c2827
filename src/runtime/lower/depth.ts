import type { Lowering } from './op.js';

/** More channels than any network has: a damaged file must not decide how much memory is taken. */
const maxChannels = 2 ** 20;

/** MIL operations between channels and space (coremltools, ops/defs/iOS15 and iOS16/tensor_transformation.py): [n, C, H, W]. */
export const depth: Readonly<Record<string, Lowering>> = {
  // Channels come in the order C, r, r: ONNX calls that column-row-depth.
  pixel_shuffle: (op, onnx) =>
    onnx.emit('DepthToSpace', [op.input('x')], {
      blocksize: op.required(op.number('upscale_factor'), 'upscale_factor'),
      mode: 'CRD',
    }),

  // ONNX puts r, r before C; a gather puts C first again.
  pixel_unshuffle: (op, onnx) => {
    const factor = op.required(op.number('downscale_factor'), 'downscale_factor');
    const channels = op.side('x', 1);
    if (channels * factor * factor > maxChannels) throw op.unsupported(`by ${String(factor)}`);
    const blocked = onnx.emit('SpaceToDepth', [op.input('x')], { blocksize: factor });
    const places = factor * factor;
    const order = Array.from(
      { length: channels * places },
      (_, to) => (to % places) * channels + Math.floor(to / places),
    );
    return onnx.emit('Gather', [blocked, onnx.int64s(order)], { axis: 1 });
  },

  depth_to_space: (op, onnx) =>
    onnx.emit('DepthToSpace', [op.input('x')], {
      blocksize: op.required(op.number('block_size'), 'block_size'),
      mode: 'DCR',
    }),

  space_to_depth: (op, onnx) =>
    onnx.emit('SpaceToDepth', [op.input('x')], { blocksize: op.required(op.number('block_size'), 'block_size') }),
};
