import type { Lowering } from './op.js';

/** The end of a classifier, as src/mil/classification.ts reads it: the place of the label and all probabilities. */
export const classification: Readonly<Record<string, Lowering>> = {
  classify: (op, onnx) => {
    const probabilities = onnx.emit('Reshape', [op.input('probabilities'), onnx.int64s([-1])]);
    return [onnx.emit('ArgMax', [probabilities], { axis: 0, keepdims: 0 }), probabilities];
  },
};
