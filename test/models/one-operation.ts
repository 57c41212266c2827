import type { Constant } from '../../src/mil/constant.js';
import { elementCount, lazyConstant } from '../../src/mil/constant.js';
import type { Dtype } from '../../src/mil/dtype.js';
import type { OpenShape, Operand, Program } from '../../src/mil/program.js';
import { lower } from '../../src/runtime/lower/index.js';
import { loadOnnx } from '../../src/runtime/predictor.js';
import type { Tensor } from '../../src/runtime/predictor.js';

/** An operand: row-major values, fed when the program runs unless `isConstant`. */
export interface Value {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
  readonly isConstant: boolean;
}

/** Numbers without a shape are a list; one alone is a scalar. */
function value(
  dtype: Dtype,
  isConstant: boolean,
  values: readonly number[] | number,
  shape?: readonly number[],
): Value {
  const listed = typeof values === 'number' ? [values] : values;
  return { dtype, shape: shape ?? (typeof values === 'number' ? [] : [listed.length]), values: listed, isConstant };
}

type Maker = (values: readonly number[] | number, shape?: readonly number[]) => Value;
const maker =
  (isConstant: boolean, dtype: Dtype): Maker =>
  (values, shape) =>
    value(dtype, isConstant, values, shape);

/** Values that are fed. */
export const fed = { fp32: maker(false, 'fp32'), int32: maker(false, 'int32'), bool: maker(false, 'bool') };
/** Values that the program states. */
export const stated = {
  fp32: maker(true, 'fp32'),
  int32: maker(true, 'int32'),
  int8: maker(true, 'int8'),
  bool: maker(true, 'bool'),
};
export const text = (what: string): Value => ({ dtype: 'string', shape: [], values: [what], isConstant: true });
export const flag = (is: boolean): Value => stated.bool(is ? 1 : 0);

export interface Result {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export type Operands = Readonly<Record<string, Value | readonly Value[]>>;

export interface OneOperation {
  readonly type: string;
  readonly inputs: Operands;
  /** What the program declares its results to be; a side may be unknown. */
  readonly outputs: readonly { readonly dtype: Dtype; readonly shape: OpenShape }[];
  /** Fed operands whose sides are all declared unknown. */
  readonly flexible?: readonly string[];
}

/** Runs a program of one operation on this machine and returns its results. */
export async function runOperation({ type, inputs, outputs, flexible = [] }: OneOperation): Promise<Result[]> {
  const ports: { name: string; value: Value; isFlexible: boolean }[] = [];
  const operandOf = (one: Value, operand: string): Operand => {
    if (one.isConstant) return { constant: constantOf(one) };
    const name = `in${String(ports.length)}`;
    ports.push({ name, value: one, isFlexible: flexible.includes(operand) });
    return { name };
  };
  const operands = Object.entries(inputs).map(([operand, given]) => [
    operand,
    [given].flat().map((one) => operandOf(one, operand)),
  ]);
  const names = outputs.map((_, index) => `out${String(index)}`);
  const program: Program = {
    inputs: ports.map(({ name, value: { dtype, shape }, isFlexible }) => ({
      name,
      dtype,
      shape: isFlexible ? shape.map(() => undefined) : shape,
    })),
    constants: new Map<string, Constant>(),
    compressions: [],
    operations: [
      {
        type,
        inputs: Object.fromEntries(operands) as Record<string, Operand[]>,
        outputs: outputs.map(({ dtype, shape }, index) => ({ name: names[index] ?? '', dtype, shape })),
      },
    ],
    outputs: names,
  };
  const predictor = await loadOnnx(lower(program), 1, 'the program');
  try {
    const fedTensors = ports.map(({ name, value: { dtype, shape, values } }) => {
      const data = dtype.startsWith('fp') ? Float32Array.from(values, Number) : Int32Array.from(values, Number);
      return [name, { shape, data }];
    });
    const results = await predictor.predict(Object.fromEntries(fedTensors) as Parameters<typeof predictor.predict>[0]);
    return names.map((name) => {
      const { shape = [], data = [] } = results[name] ?? {};
      return { shape, values: [...data] };
    });
  } finally {
    await predictor.release();
  }
}

/** Runs an operation of one result, of whose sides nothing is declared but their number. */
export async function runOpen(
  type: string,
  inputs: Operands,
  dtype: Dtype,
  rank: number,
  more: Pick<OneOperation, 'flexible'> = {},
): Promise<Result | undefined> {
  const outputs = [{ dtype, shape: Array.from({ length: rank }, () => undefined) }];
  return (await runOperation({ type, inputs, outputs, ...more }))[0];
}

/** An operand that is fed; `open` leaves all its sides to the run. */
export interface Given {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: Dtype;
  readonly open?: boolean;
}

/** An operation of one result, which has `shape`; undefined for open sides. */
export interface Asked {
  readonly type: string;
  readonly given: Readonly<Record<string, Given>>;
  readonly operands?: Operands;
  readonly shape: OpenShape;
  readonly dtype?: Dtype;
}

/** Runs an operation whose operands are `given` when it runs, and stated by the program, `operands`. */
export async function runGiven({ type, given, operands = {}, shape, dtype = 'fp32' }: Asked): Promise<Tensor> {
  const inputs = Object.entries(given).map(([name, { shape: sides, data, dtype: of = 'fp32' }]) => [
    name,
    value(of, false, data, sides),
  ]);
  const flexible = Object.keys(given).filter((name) => given[name]?.open);
  const [result] = await runOperation({
    type,
    inputs: { ...(Object.fromEntries(inputs) as Operands), ...operands },
    outputs: [{ dtype, shape }],
    flexible,
  });
  if (result === undefined) throw new Error('the operation has no result');
  return { shape: result.shape, data: Float32Array.from(result.values) };
}

function constantOf({ dtype, shape, values }: Value): Constant {
  const stored = { form: dtype, bytes: elementCount(shape) };
  return lazyConstant(dtype, shape, stored, () => {
    if (dtype === 'string') return values.map(String);
    if (dtype === 'bool') return values.map(Boolean);
    return dtype.startsWith('fp') ? Float32Array.from(values, Number) : Int32Array.from(values, Number);
  });
}
