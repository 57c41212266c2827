import { elementCount } from './constant.js';
import type { Constant } from './constant.js';
import { own } from './own.js';
import { countRelativeBias } from './position-bias.js';
import type { Count } from './position-bias.js';
import type { Operand, Operation, Program } from './program.js';

/**
 * Operations whose constant operands are parameters: what training adjusts. Shapes, axes, masks, and scales of a cast or
 * clip are not. A `gather` table is an embedding, or a position bias that was left as a table.
 */
const parameterOperands: Readonly<Record<string, readonly string[]>> = {
  conv: ['weight', 'bias'],
  conv_transpose: ['weight', 'bias'],
  linear: ['weight', 'bias'],
  matmul: ['x', 'y'],
  layer_norm: ['gamma', 'beta'],
  instance_norm: ['gamma', 'beta'],
  batch_norm: ['gamma', 'beta'],
  prelu: ['alpha'],
  gather: ['x'],
};

/** A constant that training made, as the file holds it, and how many numbers training adjusted. */
export interface Parameter extends Count {
  readonly constant: Constant;
}

/** The parameters of a program, each once even when several operations share it. */
export function parametersOf(program: Program): Parameter[] {
  const found = new Map<Constant | string, Parameter>();
  const products = new Set(
    program.operations.flatMap(({ type, outputs }) => (type === 'matmul' ? outputs.map(({ name }) => name) : [])),
  );
  const add = (operand: Operand, countOf: (constant: Constant) => Count | undefined): void => {
    const key = 'constant' in operand ? operand.constant : operand.name;
    const constant = 'constant' in operand ? operand.constant : program.constants.get(operand.name);
    if (found.has(key) || constant === undefined || !isFloat(constant)) return;
    const count = countOf(constant);
    if (count) found.set(key, { constant, ...count });
  };
  for (const operation of program.operations) {
    for (const operand of trainedOperands(operation)) add(operand, countElements);
    for (const operand of addedTo(products, operation)) add(operand, countRelativeBias);
  }
  return [...found.values()];
}

const trainedOperands = ({ type, inputs }: Operation): Operand[] =>
  (own(parameterOperands, type) ?? []).flatMap((name) => inputs[name] ?? []);

/** What is added to one of `products`: attention scores, if the products are those of queries and keys. */
function addedTo(products: ReadonlySet<string>, { type, inputs }: Operation): Operand[] {
  if (type !== 'add') return [];
  const both = [inputs['x'] ?? [], inputs['y'] ?? []].flat();
  const isProduct = (operand: Operand): boolean => 'name' in operand && products.has(operand.name);
  return both.some(isProduct) ? both.filter((operand) => !isProduct(operand)) : [];
}

function countElements({ shape, values }: Constant): Count {
  let nonzero = 0;
  for (let index = 0; index < values.length; index++) if (values[index] !== 0) nonzero++;
  return { count: elementCount(shape), nonzero };
}

const isFloat = ({ dtype }: Constant): boolean => dtype === 'fp16' || dtype === 'fp32' || dtype === 'fp64';
