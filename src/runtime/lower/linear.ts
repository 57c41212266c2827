import { elementCount } from '../../mil/constant.js';
import type { Constant } from '../../mil/constant.js';
import type { OnnxGraph } from '../graph.js';
import { elementTypes } from '../onnx-schema.js';
import { einsum } from './einsum.js';
import type { Lowering, Op } from './op.js';
import { carrierOf } from './value.js';

/** MIL matrix products (coremltools, ops/defs/iOS15/linear.py, iOS17/linear.py). */
export const linear: Readonly<Record<string, Lowering>> = {
  // x [*D, C_in], weight [C_out, C_in]
  linear: (op, onnx) => {
    const mixed = mixesTypes(op, ['x', 'weight', ...(op.has('bias') ? ['bias'] : [])]);
    const [x, bias] = ['x', 'bias'].map((name) => (op.has(name) ? operand(op, onnx, name, mixed) : ''));
    const product = onnx.emit('MatMul', [x ?? '', transposedOperand(op, onnx, 'weight', mixed)]);
    return result(op, onnx, bias ? onnx.emit('Add', [product, bias]) : product, mixed);
  },

  // Like NumPy's; a list of one axis has nothing to transpose.
  matmul: (op, onnx) => {
    const mixed = mixesTypes(op, ['x', 'y']);
    const side = (name: string): string =>
      op.flag(`transpose_${name}`) === true && op.rank(name) > 1
        ? transposedOperand(op, onnx, name, mixed)
        : operand(op, onnx, name, mixed);
    return result(op, onnx, onnx.emit('MatMul', [side('x'), side('y')]), mixed);
  },

  einsum,
};

/** Whether floats meet integers: since iOS 17 constants may be of another type than x. */
const mixesTypes = (op: Op, names: readonly string[]): boolean =>
  new Set(names.map((name) => carrierOf(op.dtype(name)))).size > 1;

function operand(op: Op, onnx: OnnxGraph, name: string, mixed: boolean): string {
  const input = op.input(name);
  return mixed && carrierOf(op.dtype(name)) === 'int64'
    ? onnx.emit('Cast', [input], { to: elementTypes.float })
    : input;
}

/** The output is of the type that the program states. */
function result(op: Op, onnx: OnnxGraph, product: string, mixed: boolean): string {
  const [output] = op.outputs;
  if (!mixed || output === undefined || carrierOf(output.dtype) !== 'int64') return product;
  return onnx.emit('Cast', [product], { to: elementTypes.int64 });
}

/** Exchanges an operand's last two axes; a constant is transposed here and not at every prediction. */
function transposedOperand(op: Op, onnx: OnnxGraph, name: string, mixed: boolean): string {
  const rank = op.rank(name);
  if (rank < 2) throw op.unsupported(`${name} has rank ${String(rank)}`);
  if (op.isConstant(name)) {
    const { values, shape } = transposeConstant(op.required(op.constant(name), name));
    const integers = carrierOf(op.dtype(name)) === 'int64' && !mixed;
    return integers ? onnx.int64s(values, shape) : onnx.floats(values, shape);
  }
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return onnx.emit('Transpose', [operand(op, onnx, name, mixed)], {
    perm: [...perm.slice(0, -2), rank - 1, rank - 2],
  });
}

function transposeConstant({ shape, values }: Constant): { values: Float64Array; shape: number[] } {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const out = new Float64Array(elementCount(shape));
  for (let at = 0; at < out.length; at++) {
    const within = at % (rows * columns);
    const [row, column] = [Math.floor(within / columns), within % columns];
    out[at - within + column * rows + row] = Number(values[at]);
  }
  return { values: out, shape: [...shape.slice(0, -2), columns, rows] };
}
