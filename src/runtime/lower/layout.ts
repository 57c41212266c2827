import type { Lowering } from './op.js';

/** More channels than any network has: a damaged file must not decide how much memory is taken. */
const maxChannels = 2 ** 20;

/** MIL operations that move elements about (coremltools, ops/defs/iOS15/tensor_transformation.py, tensor_operation.py). */
export const layout: Readonly<Record<string, Lowering>> = {
  reshape: (op, onnx) => {
    if (op.isConstant('shape') && op.numbers('shape')?.includes(0)) throw op.unsupported('a shape with 0');
    return onnx.emit('Reshape', [op.input('x'), op.int64('shape')]);
  },

  transpose: (op, onnx) =>
    onnx.emit('Transpose', [op.input('x')], { perm: op.required(op.axes('perm', op.rank('x')), 'perm') }),

  tile: (op, onnx) => onnx.emit('Tile', [op.input('x'), op.int64('reps')]),
  expand_dims: (op, onnx) => onnx.emit('Unsqueeze', [op.input('x'), op.int64('axes')]),
  squeeze: (op, onnx) => onnx.emit('Squeeze', [op.input('x'), ...(op.has('axes') ? [op.int64('axes')] : [])]),
  flatten2d: (op, onnx) => onnx.emit('Flatten', [op.input('x')], { axis: op.number('axis') ?? 1 }),

  // Scalars join as lists of one.
  concat: (op, onnx) => {
    if (op.flag('interleave') === true) throw op.unsupported('interleave');
    const values = op
      .inputs('values')
      .map(({ name, rank }) => (rank === 0 ? onnx.emit('Unsqueeze', [name, onnx.int64s([0])]) : name));
    return onnx.emit('Concat', values, { axis: op.required(op.number('axis'), 'axis') });
  },

  stack: (op, onnx) => {
    const axis = op.required(op.number('axis'), 'axis');
    const values = op.inputs('values').map(({ name }) => onnx.emit('Unsqueeze', [name, onnx.int64s([axis])]));
    return onnx.emit('Concat', values, { axis });
  },

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
