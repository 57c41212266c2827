import { elementCount } from '../../mil/constant.js';
import type { Constant } from '../../mil/constant.js';
import type { OnnxGraph } from '../graph.js';
import type { Lowering, Op } from './op.js';

/** MIL matrix products (coremltools, ops/defs/iOS15/linear.py). */
export const linear: Readonly<Record<string, Lowering>> = {
  // x [*D, C_in], weight [C_out, C_in]
  linear: (op, onnx) => {
    const product = onnx.emit('MatMul', [op.input('x'), transposedOperand(op, onnx, 'weight')]);
    return op.has('bias') ? onnx.emit('Add', [product, op.input('bias')]) : product;
  },

  matmul: (op, onnx) => {
    const side = (name: string): string =>
      op.flag(`transpose_${name}`) === true ? transposedOperand(op, onnx, name) : op.input(name);
    return onnx.emit('MatMul', [side('x'), side('y')]);
  },

  einsum: (op, onnx) => {
    const values = op.inputs('values').map(({ name }) => name);
    return onnx.emit('Einsum', values, { equation: op.required(op.string('equation'), 'equation') });
  },
};

/** Exchanges an operand's last two axes; a constant is transposed here and not at every prediction. */
function transposedOperand(op: Op, onnx: OnnxGraph, name: string): string {
  const rank = op.rank(name);
  if (rank < 2) throw op.unsupported(`${name} has rank ${String(rank)}`);
  if (op.isConstant(name)) {
    const { values, shape } = transposeConstant(op.required(op.constant(name), name));
    return onnx.floats(values, shape);
  }
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return onnx.emit('Transpose', [op.input(name)], { perm: [...perm.slice(0, -2), rank - 1, rank - 2] });
}

function transposeConstant({ shape, values }: Constant): { values: Float32Array; shape: number[] } {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const out = new Float32Array(elementCount(shape));
  for (let at = 0; at < out.length; at++) {
    const within = at % (rows * columns);
    const [row, column] = [Math.floor(within / columns), within % columns];
    out[at - within + column * rows + row] = Number(values[at]);
  }
  return { values: out, shape: [...shape.slice(0, -2), columns, rows] };
}
