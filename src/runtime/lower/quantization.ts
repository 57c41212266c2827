import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

const ranges: Readonly<Record<string, readonly [number, number]>> = { int8: [-128, 127], uint8: [0, 255] };

/**
 * MIL quantization of activations (coremltools, ops/defs/iOS17/quantization_ops.py). Quantized values are carried as the
 * whole floats they are, so every machine computes the same.
 */
export const quantization: Readonly<Record<string, Lowering>> = {
  quantize: (op, onnx) => {
    const to = op.required(op.outputs[0]?.dtype, 'output');
    const [low, high] = op.required(ranges[to], `range of ${to}`);
    const divided = onnx.emit('Div', [op.input('input'), alongAxis(op, onnx, 'scale')]);
    const rounded = onnx.emit('Round', [divided]);
    const shifted = op.has('zero_point') ? onnx.emit('Add', [rounded, alongAxis(op, onnx, 'zero_point')]) : rounded;
    return onnx.emit('Clip', [shifted, onnx.floats([low], []), onnx.floats([high], [])]);
  },

  dequantize: (op, onnx) => {
    const input = op.input('input');
    const shifted = op.has('zero_point') ? onnx.emit('Sub', [input, alongAxis(op, onnx, 'zero_point')]) : input;
    return onnx.emit('Mul', [shifted, alongAxis(op, onnx, 'scale')]);
  },
};

/** Loads a scalar, or one number for each place along `axis`. */
function alongAxis(op: Op, onnx: OnnxGraph, name: string): string {
  const values = op.required(op.numbers(name), name);
  if (op.rank(name) === 0) return onnx.floats(values, []);
  const rank = op.rank('input');
  const [axis = 0] = op.required(op.axes('axis', rank), 'axis');
  return onnx.floats(
    values,
    Array.from({ length: rank }, (_, index) => (index === axis ? values.length : 1)),
  );
}
