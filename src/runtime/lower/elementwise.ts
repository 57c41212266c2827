import type { Lowering } from './op.js';

const unary =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x')]);

const binary =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x'), op.input('y')]);

const isFloat = (dtype: string): boolean => dtype === 'fp16' || dtype === 'fp32';

/**
 * MIL operations that work element by element (coremltools, ops/defs/iOS15/elementwise_*.py and activation.py). Both
 * sides broadcast as NumPy does.
 */
export const elementwise: Readonly<Record<string, Lowering>> = {
  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Mul'),
  relu: unary('Relu'),
  clip: (op, onnx) =>
    onnx.emit('Clip', [
      op.input('x'),
      onnx.floats([op.required(op.number('alpha'), 'alpha')], []),
      onnx.floats([op.required(op.number('beta'), 'beta')], []),
    ]),
  // Halves are computed as floats here, so between the float types nothing happens.
  cast: (op) => {
    const to = op.required(op.string('dtype'), 'dtype');
    if (isFloat(to) && isFloat(op.dtype('x'))) return op.input('x');
    throw op.unsupported(`from ${op.dtype('x')} to ${to}`);
  },
};
