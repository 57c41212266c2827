import type { Operation, Program, TypedName } from '../../mil/program.js';
import { halfOperations } from './lower-half.js';

const ending = '#exact';

/** How a value is called before it is rounded. No value of a file has such a name. */
export const exactName = {
  from: (value: string): string => `${value}${ending}`,
  of: (name: string): string => (name.endsWith(ending) ? name.slice(0, -ending.length) : name),
};

/**
 * The program with every half-precision value rounded to what it can hold as soon as it is computed. Inside an operation
 * the arithmetic stays float32, since how a phone adds up a convolution is not known.
 */
export function roundEach(program: Program): Program {
  return {
    ...program,
    operations: [
      ...program.inputs.filter(isHalf).map((input) => rounding(input.name, input)),
      ...program.operations.flatMap((operation) => [
        { ...operation, outputs: operation.outputs.map(beforeRounding) },
        ...operation.outputs.filter(isHalf).map((value) => rounding(exactName.from(value.name), value)),
      ]),
    ],
  };
}

const isHalf = ({ dtype }: TypedName): boolean => dtype === 'fp16';

const beforeRounding = (value: TypedName): TypedName =>
  isHalf(value) ? { ...value, name: exactName.from(value.name) } : value;

/** From here on the rounded value goes by the name of `value`, an input's too. */
const rounding = (exact: string, value: TypedName): Operation => ({
  type: halfOperations.round,
  inputs: { x: [{ name: exact }] },
  outputs: [value],
});
