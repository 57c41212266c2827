import { elementCount } from '../mil/constant.js';
import { packedBytes } from '../mil/dtype.js';
import type { OpenShape, Operand, Operation, Program } from '../mil/program.js';

/** What one prediction costs, by the shapes the program states. */
export interface Work {
  /** Multiply-accumulate operations of convolutions and matrix products. Undefined where a shape is open. */
  readonly multiplyAdds: number | undefined;
  /** The most bytes that values between operations take at once, in execution order. Undefined where a shape is open. */
  readonly activationPeakBytes: number | undefined;
}

export function workOf(program: Program): Work {
  const shapes = new Map<string, OpenShape>();
  for (const { name, shape } of program.inputs) shapes.set(name, shape);
  for (const { name, shape } of program.operations.flatMap(({ outputs }) => outputs)) shapes.set(name, shape);
  const shapeOf = (operand: Operand | undefined): OpenShape | undefined => {
    if (operand === undefined) return undefined;
    if ('constant' in operand) return operand.constant.shape;
    return shapes.get(operand.name) ?? program.constants.get(operand.name)?.shape;
  };
  return {
    multiplyAdds: total(program.operations.map((operation) => multiplyAdds(operation, program, shapeOf))),
    activationPeakBytes: activationPeak(program),
  };
}

function multiplyAdds(
  { type, inputs, outputs }: Operation,
  program: Program,
  shapeOf: (operand: Operand | undefined) => OpenShape | undefined,
): number | undefined {
  const operandShape = (name: string): OpenShape | undefined => shapeOf(inputs[name]?.[0]);
  const outputShape = outputs[0]?.shape;
  switch (type) {
    // weight [C_out, C_in / groups, *K]: each output element is the product with one row of it
    case 'conv':
      return product(outputShape, operandShape('weight')?.slice(1));
    // weight [C_in, C_out / groups, *K]: each input element spreads over one row of it
    case 'conv_transpose':
      return product(operandShape('x'), operandShape('weight')?.slice(1));
    case 'linear':
      return product(outputShape, operandShape('weight')?.slice(1));
    case 'matmul': {
      const x = operandShape('x');
      const isTransposed = isFlagSet(inputs['transpose_x']?.[0], program);
      return product(outputShape, x && [x.at(isTransposed ? -2 : -1)]);
    }
    default:
      return 0;
  }
}

function isFlagSet(operand: Operand | undefined, program: Program): boolean {
  if (operand === undefined) return false;
  const constant = 'constant' in operand ? operand.constant : program.constants.get(operand.name);
  return Boolean(constant?.values[0]);
}

function activationPeak({ inputs, operations, outputs }: Program): number | undefined {
  const lastUse = new Map<string, number>(outputs.map((name) => [name, operations.length]));
  operations.forEach(({ inputs: operands }, index) => {
    for (const operand of Object.values(operands).flat()) {
      if ('name' in operand) lastUse.set(operand.name, Math.max(index, lastUse.get(operand.name) ?? 0));
    }
  });
  const alive = new Map<string, number>();
  const hold = ({ name, dtype, shape }: Program['inputs'][number]): boolean => {
    const count = product(shape, []);
    if (count !== undefined) alive.set(name, packedBytes(dtype, count));
    return count !== undefined;
  };
  if (!inputs.every(hold)) return undefined;
  let peakBytes = 0;
  for (const [index, operation] of operations.entries()) {
    if (!operation.outputs.every(hold)) return undefined;
    peakBytes = Math.max(
      peakBytes,
      [...alive.values()].reduce((sum, bytes) => sum + bytes, 0),
    );
    for (const name of [...alive.keys()]) if ((lastUse.get(name) ?? index) <= index) alive.delete(name);
  }
  return peakBytes;
}

const total = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);

function product(...shapes: readonly (OpenShape | undefined)[]): number | undefined {
  const sides = shapes.flatMap((shape) => shape ?? [undefined]);
  return sides.every((side) => side !== undefined) ? elementCount(sides) : undefined;
}
