import { ownValue } from '../../coreml/own-value.js';
import type { Lowering } from './op.js';
import { beginsThenEnds } from './spatial.js';

const modes: Readonly<Record<string, string>> = { constant: 'constant', reflect: 'reflect', replicate: 'edge' };

/** MIL padding and cropping (coremltools, ops/defs/iOS15/tensor_operation.py, image_resizing.py). */
export const padding: Readonly<Record<string, Lowering>> = {
  // Pairs of begin and end for the last axes.
  pad: (op, onnx) => {
    const pairs = op.required(op.numbers('pad'), 'pad');
    if (pairs.length % 2 !== 0) throw op.unsupported('pad is not a list of pairs');
    const modeName = op.string('mode') ?? 'constant';
    const mode = op.required(ownValue(modes, modeName), `mode ${modeName}`);
    const axes = Array.from({ length: pairs.length / 2 }, (_, index) => op.rank('x') - pairs.length / 2 + index);
    const value = onnx.floats([op.number('constant_val') ?? 0], []);
    return onnx.emit('Pad', [op.input('x'), onnx.int64s(beginsThenEnds(pairs)), value, onnx.int64s(axes)], { mode });
  },

  // [top, bottom] and [left, right], pixels to cut off.
  crop: (op, onnx) => {
    const [top = 0, bottom = 0] = op.required(op.numbers('crop_height'), 'crop_height');
    const [left = 0, right = 0] = op.required(op.numbers('crop_width'), 'crop_width');
    const ends = [bottom, right].map((amount) => (amount === 0 ? 2n ** 63n - 1n : -amount));
    return onnx.emit('Slice', [op.input('x'), onnx.int64s([top, left]), onnx.int64s(ends), onnx.int64s([-2, -1])]);
  },
};
