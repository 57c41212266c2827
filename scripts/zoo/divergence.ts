import { readModel } from '../../src/coreml/model.js';
import { openModel } from '../../src/coreml/package.js';
import { readProgram } from '../../src/mil/read-program.js';
import { hostPredictor } from '../../src/runtime/host.js';
import { carrierOf } from '../../src/runtime/lower/value.js';
import type { Tensor } from '../../src/runtime/predictor.js';

/** A floating-point value inside a program, and the operation that computes it. */
export interface InnerValue {
  readonly name: string;
  readonly operation: string;
}

/**
 * The first value at which a program diverges from another. `unmatched` are the values just before it, since the last
 * that agreed, for which the other program has no value of the same name and shape.
 */
export type Divergence =
  | {
      readonly kind: 'diverges';
      readonly value: InnerValue;
      readonly relativeError: number;
      readonly unmatched: readonly InnerValue[];
    }
  | { readonly kind: 'agrees'; readonly compared: number }
  | { readonly kind: 'nothing to compare' };

export type Inputs = Readonly<Record<string, Tensor>>;

/** How many values are computed and compared at a time, because those of a whole network may not fit in memory. */
const batchSize = 48;

/**
 * Finds the first value whose relative RMS error exceeds `tolerance`, or that is not finite, in the order in which the
 * program at `path` computes them. The error is relative to the RMS of the value of the same name and shape in
 * `sibling`; the endings by which converters mark a precision do not count as part of a name. Compares the default
 * function of `path` unless `functionName` names another. Throws a Problem as hostPredictor does.
 */
export async function firstDivergence(
  path: string,
  sibling: string,
  inputs: Inputs,
  tolerance: number,
  functionName?: string,
): Promise<Divergence> {
  const siblingNames = new Map(innerValues(sibling).map(({ name }) => [withoutPrecision(name), name]));
  const values = innerValues(path, functionName);
  let [compared, unmatched]: [number, InnerValue[]] = [0, []];
  for (let start = 0; start < values.length; start += batchSize) {
    const counterparts = new Map(
      values.slice(start, start + batchSize).map((value) => [value, siblingNames.get(withoutPrecision(value.name))]),
    );
    const matched = [...counterparts].filter(([, counterpart]) => counterpart !== undefined).map(([{ name }]) => name);
    const siblingMatched = [...counterparts.values()].filter((name) => name !== undefined);
    const actual = await computeValues(path, matched, inputs, functionName);
    const expected = await computeValues(sibling, siblingMatched, inputs);
    for (const [value, counterpart] of counterparts) {
      const relativeError = relativeRmsError(actual[value.name], expected[counterpart ?? '']);
      if (relativeError === undefined) {
        unmatched.push(value);
        continue;
      }
      if (!(relativeError <= tolerance)) return { kind: 'diverges', value, relativeError, unmatched };
      compared += 1;
      unmatched = [];
    }
  }
  return compared === 0 ? { kind: 'nothing to compare' } : { kind: 'agrees', compared };
}

/** The floating-point values of a function, in the order in which it computes them, without its outputs. */
function innerValues(path: string, functionName?: string): readonly InnerValue[] {
  const files = openModel(path);
  const program = readProgram(files, readModel(files), functionName);
  return program.operations.flatMap(({ type, outputs }) =>
    outputs
      .filter(({ name, dtype }) => carrierOf(dtype) === 'float' && !program.outputs.includes(name))
      .map(({ name }) => ({ name, operation: type })),
  );
}

async function computeValues(
  path: string,
  inner: readonly string[],
  inputs: Inputs,
  functionName?: string,
): Promise<Inputs> {
  const predictor = await hostPredictor(path, {
    threads: 1,
    inner,
    ...(functionName !== undefined && { functionName }),
  });
  try {
    return await predictor.predict(inputs);
  } finally {
    await predictor.release();
  }
}

const withoutPrecision = (name: string): string => name.replace(/_cast_fp(16|32)(?=$|_\d+$)/, '');

/** Undefined when a tensor is missing or the two have different shapes; NaN when a value is NaN. */
function relativeRmsError(actual: Tensor | undefined, expected: Tensor | undefined): number | undefined {
  if (actual === undefined || expected === undefined) return undefined;
  if (actual.shape.join() !== expected.shape.join()) return undefined;
  let [error, size] = [0, 0];
  for (const [index, value] of expected.data.entries()) {
    error += ((actual.data[index] ?? 0) - value) ** 2;
    size += value ** 2;
  }
  return error === 0 ? 0 : Math.sqrt(error / size);
}
