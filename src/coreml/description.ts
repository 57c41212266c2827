import type { Dtype } from './dtype.js';
import { readModel } from './model.js';
import type { Model } from './model.js';
import { openModel } from './package.js';
import type { ModelFiles } from './package.js';
import { readProgram } from './program.js';
import type { Program } from './program.js';

/** What a table says of a model, read from the file alone. */
export interface Description {
  readonly params: number;
  readonly nonzeroParams: number;
  readonly packageBytes: number;
  readonly weightBytes: number;
  /** The element type that most parameters are stored in. */
  readonly weightDtype: Dtype;
  /** The type most floating-point operations compute in. */
  readonly computeDtype: Dtype;
  /** Operation types and how often each occurs, constants left out. */
  readonly operations: ReadonlyMap<string, number>;
}

export interface OpenedModel {
  readonly files: ModelFiles;
  readonly model: Model;
  readonly program: Program | undefined;
}

/** Opens a model and, for an ML program, reads its default function with all weights. */
export function openProgram(path: string): OpenedModel {
  const files = openModel(path);
  const model = readModel(files);
  return { files, model, program: model.type === 'mlProgram' ? readProgram(files, model) : undefined };
}

/**
 * Operations whose constant operands are parameters: what training adjusts. Shapes, axes, and scales of a cast or clip
 * are not.
 */
const parameterOperands: Readonly<Record<string, readonly string[]>> = {
  conv: ['weight', 'bias'],
  conv_transpose: ['weight', 'bias'],
  linear: ['weight', 'bias'],
  layer_norm: ['gamma', 'beta'],
  prelu: ['alpha'],
};

/** Describes an ML program. Parameters are counted once even when several operations share them. */
export function describeProgram(files: ModelFiles, program: Program): Description {
  const constants = new Map(
    program.operations.flatMap(({ type, attributes, outputs }) => {
      const [output] = outputs;
      const value = attributes['val'];
      return type === 'const' && output && value ? [[output.name, value] as const] : [];
    }),
  );
  const parameters = new Map(
    program.operations.flatMap(({ type, inputs }) =>
      (parameterOperands[type] ?? []).flatMap((operand) =>
        (inputs[operand] ?? []).flatMap((bound) => {
          const found = 'name' in bound ? constants.get(bound.name) : undefined;
          return 'name' in bound && found ? [[bound.name, found] as const] : [];
        }),
      ),
    ),
  );
  const numbers = [...parameters.values()].map(({ dtype, values }) => ({ dtype, values: values as Float32Array }));
  const computed = program.operations.filter(({ type }) => type !== 'const' && type !== 'cast');
  return {
    params: sum(numbers.map(({ values }) => values.length)),
    nonzeroParams: sum(numbers.map(({ values }) => values.reduce((n, value) => n + (value === 0 ? 0 : 1), 0))),
    packageBytes: sum(files.files.map(({ bytes }) => bytes)),
    weightBytes: sum(files.files.filter(({ path }) => path.endsWith('.bin')).map(({ bytes }) => bytes)),
    weightDtype: mostOf(numbers.map(({ dtype, values }) => [dtype, values.length])),
    computeDtype: mostOf(computed.flatMap(({ outputs }) => outputs.map(({ dtype }) => [dtype, 1] as const))),
    operations: computed.reduce((counts, { type }) => counts.set(type, (counts.get(type) ?? 0) + 1), new Map()),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function mostOf(weighted: readonly (readonly [Dtype, number])[]): Dtype {
  const totals = new Map<Dtype, number>();
  for (const [dtype, weight] of weighted) totals.set(dtype, (totals.get(dtype) ?? 0) + weight);
  return [...totals].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['fp32' as Dtype, 0] as const)[0];
}
