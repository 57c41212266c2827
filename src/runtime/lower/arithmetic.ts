import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import type { Lowering, Op } from './op.js';
import { carrierOf } from './value.js';

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
  asin: unary('Asin'),
  atan: unary('Atan'),
  atanh: unary('Atanh'),
  ceil: unary('Ceil'),
  cos: unary('Cos'),
  cosh: unary('Cosh'),
  erf: unary('Erf'),
  exp: unary('Exp'),
  floor: unary('Floor'),
  identity: unary('Identity'),
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

  select: (op, onnx) => onnx.emit('Where', [op.input('cond'), op.input('a'), op.input('b')]),

  real_div: (op, onnx) => {
    if (isInteger(op)) throw op.unsupported('integers');
    return onnx.emit('Div', [op.input('x'), op.input('y')]);
  },

  // ONNX divides integers towards zero, MIL towards minus infinity.
  floor_div: (op, onnx) => {
    const x = op.input('x');
    if (!isInteger(op)) return onnx.emit('Floor', [onnx.emit('Div', [x, op.input('y')])]);
    const y = divisor(op, onnx);
    return onnx.emit('Div', [onnx.emit('Sub', [x, onnx.emit('Mod', [x, y])]), y]);
  },

  mod: (op, onnx) => {
    if (isInteger(op)) return onnx.emit('Mod', [op.input('x'), divisor(op, onnx)]);
    const [x, y] = [op.input('x'), op.input('y')];
    const whole = onnx.emit('Floor', [onnx.emit('Div', [x, y])]);
    return onnx.emit('Sub', [x, onnx.emit('Mul', [whole, y])]);
  },

  square: (op, onnx) => {
    const x = op.input('x');
    return onnx.emit('Mul', [x, x]);
  },

  exp2: (op, onnx) => onnx.emit('Pow', [scalar(onnx, 2), op.input('x')]),
  inverse: (op, onnx) => onnx.emit('Reciprocal', [withEpsilon(op, onnx, 1e-4)]),
  log: (op, onnx) => onnx.emit('Log', [withEpsilon(op, onnx, 1e-45)]),
  rsqrt: (op, onnx) => onnx.emit('Reciprocal', [onnx.emit('Sqrt', [withEpsilon(op, onnx, 1e-12)])]),

  threshold: (op, onnx) => onnx.emit('Max', [op.input('x'), scalar(onnx, op.required(op.number('alpha'), 'alpha'))]),

  clip: (op, onnx) => {
    if (isInteger(op)) throw op.unsupported('integers');
    const [low, high] = [op.required(op.number('alpha'), 'alpha'), op.required(op.number('beta'), 'beta')];
    return onnx.emit('Clip', [op.input('x'), scalar(onnx, low), scalar(onnx, high)]);
  },

  // From float to integer the fraction is dropped, in MIL as in ONNX.
  cast: (op, onnx) => {
    const from = op.dtype('x');
    const to = op.required(op.outputs[0]?.dtype, 'output');
    const [fromCarrier, toCarrier] = [carrierOf(from), carrierOf(to)];
    if (fromCarrier === undefined || toCarrier === undefined) throw op.unsupported(`from ${from} to ${to}`);
    const x = op.input('x');
    if (isByte(to) && !isByte(from)) {
      const whole = onnx.emit('Cast', [x], { to: elementTypes.int64 });
      return onnx.emit('Cast', [whole], { to: elementTypes.float });
    }
    return fromCarrier === toCarrier ? x : onnx.emit('Cast', [x], { to: elementTypes[toCarrier] });
  },
};

const scalar = (onnx: OnnxGraph, value: number): string => onnx.floats([value], []);

const isByte = (dtype: string): boolean => dtype === 'int8' || dtype === 'uint8';

const isInteger = (op: Op): boolean => carrierOf(op.dtype('x')) === 'int64';

/** Loads a divisor. ONNX Runtime ends the process when it divides integers by 0, so a 1 takes the place of a 0. */
function divisor(op: Op, onnx: OnnxGraph): string {
  const y = op.input('y');
  if (op.isConstant('y') && op.numbers('y')?.every((value) => value !== 0) === true) return y;
  return onnx.emit('Where', [onnx.emit('Equal', [y, onnx.int64s([0], [])]), onnx.int64s([1], []), y]);
}

/** Adds epsilon to x, except where float32 would not notice. */
function withEpsilon(op: Op, onnx: OnnxGraph, otherwise: number): string {
  const epsilon = Math.fround(op.number('epsilon') ?? otherwise);
  const x = op.input('x');
  return epsilon === 0 ? x : onnx.emit('Add', [x, scalar(onnx, epsilon)]);
}
