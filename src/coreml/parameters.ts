import type { Constant } from './constant.js';
import { own } from './own.js';
import type { Program } from './program.js';

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

/** The parameters of a program, each once even when several operations share it. */
export function parametersOf({ operations, constants }: Program): Constant[] {
  const found = new Map<Constant | string, Constant>();
  for (const { type, inputs } of operations) {
    for (const operand of (own(parameterOperands, type) ?? []).flatMap((name) => inputs[name] ?? [])) {
      const constant = 'constant' in operand ? operand.constant : constants.get(operand.name);
      if (constant && isFloat(constant)) found.set('constant' in operand ? constant : operand.name, constant);
    }
  }
  return [...found.values()];
}

const isFloat = ({ dtype }: Constant): boolean => dtype === 'fp16' || dtype === 'fp32' || dtype === 'fp64';
