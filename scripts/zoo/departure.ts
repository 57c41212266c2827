import { readModel } from '../../src/coreml/model.js';
import { openModel } from '../../src/coreml/package.js';
import { readProgram } from '../../src/mil/read-program.js';
import { hostPredictor } from '../../src/runtime/host.js';
import type { Tensor } from '../../src/runtime/predictor.js';
import { carrierOf } from '../../src/runtime/lower/value.js';

/** A floating-point value that an operation makes. */
export interface InnerValue {
  readonly name: string;
  readonly operation: string;
}

/**
 * Where a program's values leave those of another: `between` are those after the last that agreed, and before the one
 * that departs, which the other has under no such name.
 */
export type Departure =
  | {
      readonly kind: 'departs';
      readonly value: InnerValue;
      readonly by: number;
      readonly between: readonly InnerValue[];
    }
  | { readonly kind: 'agrees'; readonly compared: number }
  | { readonly kind: 'names differ' };

export type Inputs = Readonly<Record<string, Tensor>>;

/** Values whose outputs are held at once: a whole network's may not fit in memory. */
const atOnce = 48;

/** The floating-point values of a function, the default one if none is named, as they are computed, less its outputs. */
function innerValues(path: string, functionName?: string): readonly InnerValue[] {
  const files = openModel(path);
  const { operations, outputs } = readProgram(files, readModel(files), functionName);
  return operations.flatMap(({ type, outputs: made }) =>
    made
      .filter(({ name, dtype }) => carrierOf(dtype) === 'float' && !outputs.includes(name))
      .map(({ name }) => ({ name, operation: type })),
  );
}

/**
 * The first value, in the order of `path`, whose root mean square difference from the value of the same name in
 * `sibling` is more than `tolerance` of the sibling's root mean square, or that is not finite. Endings by which
 * converters tell precisions apart are no part of a name. Values of other shapes do not count as the same. Of `path` the
 * default function when none is named. Throws a Problem as hostPredictor does.
 */
export async function firstDeparture(
  path: string,
  sibling: string,
  inputs: Inputs,
  tolerance: number,
  functionName?: string,
): Promise<Departure> {
  const theirs = new Map(innerValues(sibling).map(({ name }) => [stem(name), name]));
  const values = innerValues(path, functionName);
  let [compared, between]: [number, InnerValue[]] = [0, []];
  for (let start = 0; start < values.length; start += atOnce) {
    const some = values.slice(start, start + atOnce);
    const pairs = new Map(some.map((value) => [value, theirs.get(stem(value.name))]));
    const others = [...pairs.values()].filter((name) => name !== undefined);
    const shared = some.filter((value) => pairs.get(value) !== undefined).map(({ name }) => name);
    const [mine, expected] = [
      await valuesOf(path, shared, inputs, functionName),
      await valuesOf(sibling, others, inputs),
    ];
    for (const [value, other] of pairs) {
      const by = relativeDifference(mine[value.name], expected[other ?? '']);
      if (by === undefined) {
        between.push(value);
        continue;
      }
      if (!(by <= tolerance)) return { kind: 'departs', value, by, between };
      compared += 1;
      between = [];
    }
  }
  return compared === 0 ? { kind: 'names differ' } : { kind: 'agrees', compared };
}

async function valuesOf(
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

const stem = (name: string): string => name.replace(/_cast_fp(16|32)(?=$|_\d+$)/, '');

/** Of two tensors; undefined when they do not have the same shape. */
function relativeDifference(mine: Tensor | undefined, other: Tensor | undefined): number | undefined {
  if (mine === undefined || other === undefined || mine.shape.join() !== other.shape.join()) return undefined;
  let [difference, size] = [0, 0];
  for (const [at, value] of other.data.entries()) {
    difference += ((mine.data[at] ?? 0) - value) ** 2;
    size += value ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / size);
}
