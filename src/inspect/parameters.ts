import { elementCount } from '../mil/constant.js';
import type { Constant } from '../mil/constant.js';
import { ownValue } from '../coreml/own-value.js';
import { countRelativeBias } from './position-bias.js';
import type { Count } from './position-bias.js';
import type { Operand, Operation, Program } from '../mil/program.js';

/**
 * Operations whose constant operands are parameters: what training adjusts. Shapes, axes, masks, and scales of a cast or
 * clip are not. A `gather` table is an embedding, or a position bias that was left as a table. A `matmul` that only
 * selects, as a gather does, has a table in one operand and a 0-1 matrix in the other, which nobody trained.
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

/** Operations that pass values on, rearranged or rounded, and the operand that they take them from. */
const passingOperand: Readonly<Record<string, string>> = {
  concat: 'values',
  transpose: 'x',
  reshape: 'x',
  cast: 'x',
  quantize: 'input',
  dequantize: 'input',
};

/** A trained constant as the file stores it, and how many numbers training adjusted. */
export interface Parameter extends Count {
  readonly constant: Constant;
}

/** Collects the parameters of a program, each once even when several operations share it. */
export function parametersOf(program: Program): Parameter[] {
  const found = new Map<Constant | string, Parameter>();
  const producers = new Map(
    program.operations.flatMap((operation) => operation.outputs.map(({ name }) => [name, operation] as const)),
  );
  const add = (operand: Operand, countOf: (constant: Constant) => Count | undefined): void => {
    const key = 'constant' in operand ? operand.constant : operand.name;
    if (found.has(key)) return;
    const constant = 'constant' in operand ? operand.constant : program.constants.get(operand.name);
    if (constant === undefined) {
      for (const source of 'name' in operand ? passedOperands(producers.get(operand.name)) : []) add(source, countOf);
      return;
    }
    const count = isFloat(constant) ? countOf(constant) : undefined;
    if (count) found.set(key, { constant, ...count });
  };
  for (const operation of program.operations) {
    const countOf = operation.type === 'matmul' ? countTrained : countElements;
    for (const operand of trainedOperands(operation)) add(operand, countOf);
    for (const operand of addedOperands(producers, operation)) add(operand, countRelativeBias);
  }
  return [...found.values()];
}

function passedOperands(producer: Operation | undefined): readonly Operand[] {
  const name = producer && ownValue(passingOperand, producer.type);
  return name === undefined ? [] : (producer?.inputs[name] ?? []);
}

/** Counts the elements of a trained constant; undefined for a matrix that only selects. */
function countTrained(constant: Constant): Count | undefined {
  return isSelector(constant) ? undefined : countElements(constant);
}

/** Whether every row of a matrix is a single one among zeros. */
function isSelector({ shape, values }: Constant): boolean {
  const columns = shape.at(-1);
  if (shape.length !== 2 || columns === undefined) return false;
  for (let row = 0; row < values.length; row += columns) {
    let sum = 0;
    for (let at = row; at < row + columns; at++) {
      const value = Number(values[at]);
      if (value !== 0 && value !== 1) return false;
      sum += value;
    }
    if (sum !== 1) return false;
  }
  return true;
}

const trainedOperands = ({ type, inputs }: Operation): Operand[] =>
  (ownValue(parameterOperands, type) ?? []).flatMap((name) => inputs[name] ?? []);

/** Finds what is added to a matrix product, such as a bias to attention scores. */
function addedOperands(producers: ReadonlyMap<string, Operation>, { type, inputs }: Operation): Operand[] {
  if (type !== 'add') return [];
  const operands = [inputs['x'] ?? [], inputs['y'] ?? []].flat();
  const isProduct = (operand: Operand): boolean => 'name' in operand && producers.get(operand.name)?.type === 'matmul';
  return operands.some(isProduct) ? operands.filter((operand) => !isProduct(operand)) : [];
}

function countElements({ shape, values }: Constant): Count {
  let nonzero = 0;
  for (let index = 0; index < values.length; index++) if (values[index] !== 0) nonzero++;
  return { count: elementCount(shape), nonzero };
}

const isFloat = ({ dtype }: Constant): boolean => dtype === 'fp16' || dtype === 'fp32' || dtype === 'fp64';
