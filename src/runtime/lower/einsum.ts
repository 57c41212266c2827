import type { OnnxGraph } from '../graph.js';
import type { Op } from './op.js';

/** Two operands as matrices: the axes in the order batch, rows, columns, and the result's axes in the order asked for. */
interface Product {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly result: readonly number[];
}

/**
 * Sums of products by their letters. MIL's equations (`nchw,nwhu->nchu` and its like) are matrix products, whose other axes
 * broadcast; ONNX's Einsum states other sides than MIL where an axis of 1 does.
 */
export function einsum(op: Op, onnx: OnnxGraph): string {
  const equation = op.required(op.string('equation'), 'equation').replaceAll(' ', '');
  const values = op.inputs('values').map(({ name }) => name);
  const product = productOf(equation);
  const [first, second] = values;
  if (product === undefined || first === undefined || second === undefined)
    return onnx.emit('Einsum', values, { equation });
  const multiplied = onnx.emit('MatMul', [
    onnx.emit('Transpose', [first], { perm: product.first }),
    onnx.emit('Transpose', [second], { perm: product.second }),
  ]);
  return onnx.emit('Transpose', [multiplied], { perm: product.result });
}

/** Undefined where the equation is not the product of two matrices in a batch. */
function productOf(equation: string): Product | undefined {
  const match = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/.exec(equation);
  const [first = [], second = [], result = []] = (match?.slice(1) ?? []).map((letters) => letters.split(''));
  if ([first, second, result].some((letters) => letters.length === 0 || new Set(letters).size < letters.length))
    return undefined;
  const batch = result.filter((letter) => first.includes(letter) && second.includes(letter));
  const [row, ...rows] = first.filter((letter) => !second.includes(letter));
  const [column, ...columns] = second.filter((letter) => !first.includes(letter));
  const [sum, ...sums] = first.filter((letter) => second.includes(letter) && !result.includes(letter));
  if (row === undefined || column === undefined || sum === undefined) return undefined;
  const laid = [...batch, row, column];
  const whole = laid.length === result.length && laid.every((letter) => result.includes(letter));
  if (!whole || rows.length + columns.length + sums.length > 0) return undefined;
  return {
    first: [...batch, row, sum].map((letter) => first.indexOf(letter)),
    second: [...batch, sum, column].map((letter) => second.indexOf(letter)),
    result: result.map((letter) => laid.indexOf(letter)),
  };
}
