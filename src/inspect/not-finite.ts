import type { Constant } from '../mil/constant.js';
import type { Program } from '../mil/program.js';
import type { Parameter } from './parameters.js';

/** A trained constant of which `count` of `of` elements are infinite or no numbers. */
export interface NotFinite {
  readonly name: string;
  readonly count: number;
  readonly of: number;
}

/** One clause. */
export const explainNotFinite = ({ name, count, of }: NotFinite): string =>
  `weight ${name} has ${String(count)} of ${String(of)} elements that are no numbers or infinite`;

/** Finds trained constants with elements that are not finite. Masks and bounds may be infinite; they are not trained. */
export function notFiniteOf(program: Program, parameters: readonly Parameter[]): NotFinite[] {
  const found = parameters.flatMap(({ constant }) => {
    const count = countNotFinite(constant);
    return count === 0 ? [] : [{ constant, count, of: constant.values.length }];
  });
  if (found.length === 0) return [];
  const names = namesOf(program);
  return found.map(({ constant, ...counts }) => ({ name: names.get(constant) ?? 'without a name', ...counts }));
}

function countNotFinite({ values }: Constant): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if (!Number.isFinite(Number(values[index]))) count++;
  return count;
}

/** A constant that an operation states itself is called after the operation's output. */
function namesOf({ constants, operations }: Program): Map<Constant, string> {
  const names = new Map<Constant, string>();
  for (const { type, inputs, outputs } of operations) {
    for (const [operand, operands] of Object.entries(inputs)) {
      for (const one of operands)
        if ('constant' in one) names.set(one.constant, `${outputs[0]?.name ?? type}.${operand}`);
    }
  }
  for (const [name, constant] of constants) names.set(constant, name);
  return names;
}
