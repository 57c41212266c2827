import type { OnnxGraph } from '../graph.js';
import { isInteger, nonZero, scalar, where } from './elements.js';
import type { Lowering, Op } from './op.js';

const unary =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x')]);

const binary =
  (type: string): Lowering =>
  (op, onnx) =>
    onnx.emit(type, [op.input('x'), op.input('y')]);

const negate =
  (lowering: Lowering): Lowering =>
  (op, onnx) =>
    onnx.emit('Not', [lowering(op, onnx)].flat());

/**
 * MIL operations that work element by element (coremltools, ops/defs/iOS15/elementwise_unary.py, elementwise_binary.py).
 * Both sides broadcast as NumPy does.
 */
export const arithmetic: Readonly<Record<string, Lowering>> = {
  abs: unary('Abs'),
  acos: unary('Acos'),
  acosh: unary('Acosh'),
  asin: unary('Asin'),
  asinh: unary('Asinh'),
  atan: unary('Atan'),
  atanh: unary('Atanh'),
  ceil: unary('Ceil'),
  cos: unary('Cos'),
  cosh: unary('Cosh'),
  erf: unary('Erf'),
  exp: unary('Exp'),
  floor: unary('Floor'),
  logical_not: unary('Not'),
  round: unary('Round'),
  sign: unary('Sign'),
  sin: unary('Sin'),
  sinh: unary('Sinh'),
  sqrt: unary('Sqrt'),
  tan: unary('Tan'),
  tanh: unary('Tanh'),

  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Mul'),
  maximum: binary('Max'),
  minimum: binary('Min'),
  pow: binary('Pow'),
  equal: binary('Equal'),
  not_equal: negate(binary('Equal')),
  greater: binary('Greater'),
  greater_equal: binary('GreaterOrEqual'),
  less: binary('Less'),
  less_equal: binary('LessOrEqual'),
  logical_and: binary('And'),
  logical_or: binary('Or'),
  logical_xor: binary('Xor'),

  select: (op, onnx) => where(onnx, op.dtype('a'), op.input('cond'), op.input('a'), op.input('b')),

  // The quotient of integers drops its fraction, in MIL as in ONNX.
  real_div: (op, onnx) => onnx.emit('Div', [op.input('x'), isIntegral(op) ? divisor(op, onnx) : op.input('y')]),

  // ONNX divides integers towards zero, MIL towards minus infinity.
  floor_div: (op, onnx) => {
    const x = op.input('x');
    if (!isIntegral(op)) return onnx.emit('Floor', [onnx.emit('Div', [x, op.input('y')])]);
    const y = divisor(op, onnx);
    return onnx.emit('Div', [onnx.emit('Sub', [x, onnx.emit('Mod', [x, y])]), y]);
  },

  // The remainder has the sign of the divisor; that of ONNX's floats has the sign of the dividend.
  mod: (op, onnx) => {
    if (isIntegral(op)) return onnx.emit('Mod', [op.input('x'), divisor(op, onnx)]);
    const [x, y] = [op.input('x'), op.input('y')];
    const rest = onnx.emit('Mod', [x, y], { fmod: 1 });
    const signs = onnx.emit('Mul', [onnx.emit('Sign', [rest]), onnx.emit('Sign', [y])]);
    const isOpposite = onnx.emit('Less', [signs, onnx.floats([0], [])]);
    return onnx.emit('Where', [isOpposite, onnx.emit('Add', [rest, y]), rest]);
  },

  square: (op, onnx) => {
    const x = op.input('x');
    return onnx.emit('Mul', [x, x]);
  },

  exp2: (op, onnx) => onnx.emit('Pow', [scalar(op, onnx, op.dtype('x'), 2), op.input('x')]),
  inverse: (op, onnx) => onnx.emit('Reciprocal', [withEpsilon(op, onnx, 1e-4)]),
  log: (op, onnx) => onnx.emit('Log', [withEpsilon(op, onnx, 1e-45)]),
  rsqrt: (op, onnx) => onnx.emit('Reciprocal', [onnx.emit('Sqrt', [withEpsilon(op, onnx, 1e-12)])]),

  threshold: (op, onnx) => onnx.emit('Max', [op.input('x'), limit(op, onnx, 'alpha', Math.ceil)]),

  clip: (op, onnx) =>
    onnx.emit('Clip', [op.input('x'), limit(op, onnx, 'alpha', Math.ceil), limit(op, onnx, 'beta', Math.floor)]),
};

const isIntegral = (op: Op): boolean => isInteger(op.dtype('x'));

/** Loads a limit in the type of x; among integers it is rounded inwards. */
function limit(op: Op, onnx: OnnxGraph, name: string, inwards: (value: number) => number): string {
  const value = op.required(op.number(name), name);
  return scalar(op, onnx, op.dtype('x'), isIntegral(op) ? inwards(value) : value);
}

function divisor(op: Op, onnx: OnnxGraph): string {
  const y = op.input('y');
  return op.isConstant('y') && op.numbers('y')?.includes(0) === false ? y : nonZero(onnx, y);
}

/** Adds epsilon to x, except where float32 would not notice. */
function withEpsilon(op: Op, onnx: OnnxGraph, otherwise: number): string {
  const epsilon = Math.fround(op.number('epsilon') ?? otherwise);
  const x = op.input('x');
  return epsilon === 0 ? x : onnx.emit('Add', [x, onnx.floats([epsilon], [])]);
}
