import { elementTypes } from '../onnx-schema.js';
import type { Lowering } from '../lower/op.js';

/** Operations that rezbench itself puts into a program. No file has an operation of such a name. */
export const halfOperations = {
  round: 'half#round',
  highest: 'half#highest',
  lowest: 'half#lowest',
  energy: 'half#energy',
} as const;

export const halfLowerings: Readonly<Record<string, Lowering>> = {
  /** To the nearest half, ties to even, and back; beyond 65,504 infinity. */
  [halfOperations.round]: (op, onnx) =>
    onnx.emit('Cast', [onnx.emit('Cast', [op.input('x')], { to: elementTypes.float16 })], { to: elementTypes.float }),

  /** ONNX's own maximum and minimum may pass over NaN; a sum of squares does not. */
  [halfOperations.highest]: (op, onnx) => onnx.emit('ReduceMax', [op.input('x')], { keepdims: 0 }),
  [halfOperations.lowest]: (op, onnx) => onnx.emit('ReduceMin', [op.input('x')], { keepdims: 0 }),
  [halfOperations.energy]: (op, onnx) => onnx.emit('ReduceSumSquare', [op.input('x')], { keepdims: 0 }),
};
