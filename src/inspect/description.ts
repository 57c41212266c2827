import type { Dtype } from '../mil/dtype.js';
import type { FeatureDescription } from '../coreml/feature.js';
import { minimumIos } from '../coreml/ios.js';
import type { Model } from '../coreml/model.js';
import { engineWarnings } from './neural-engine.js';
import type { EngineWarning } from './neural-engine.js';
import type { ModelFiles } from '../coreml/package.js';
import { notFiniteOf } from './not-finite.js';
import type { NotFinite } from './not-finite.js';
import { parametersOf } from './parameters.js';
import { openProgram } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { Program } from '../mil/program.js';
import { storedConstants } from './stored.js';
import type { StoredConstant } from './stored.js';
import { workOf } from './work.js';
import type { Work } from './work.js';

/** The figures of a model's program, read from the file alone. */
export interface Description {
  /**
   * Elements of the parameters, decompressed where the file compresses them. A relative position bias counts as it was
   * trained, one for each head and offset, though the file may store it spread out.
   */
  readonly params: number;
  readonly nonzeroParams: number;
  /** Undefined for a model without parameters. */
  readonly zeroShare: number | undefined;
  readonly packageBytes: number;
  /** The parameters as stored: elements, scales, tables, masks. */
  readonly weightBytes: number;
  /** The form in which most parameters are stored: `fp16`, `int8`, `4-bit palette`, `sparse int8`. */
  readonly weightDtype: string | undefined;
  /** The type most floating-point operations compute in. */
  readonly computeDtype: Dtype | undefined;
  /** Operation types and how often each occurs, with those that decompress weights but not other constants. */
  readonly operations: ReadonlyMap<string, number>;
  readonly work: Work;
  /** The parameters that hold what is no number, or infinite. */
  readonly notFinite: readonly NotFinite[];
  /** The constants that operations take from the file, largest first. */
  readonly constants: readonly StoredConstant[];
}

/** Describes a program. Parameters are counted once even when several operations share them. */
export function describeProgram(files: ModelFiles, program: Program): Description {
  const parameters = parametersOf(program);
  const params = sum(parameters.map(({ count }) => count));
  const nonzeroParams = sum(parameters.map(({ nonzero }) => nonzero));
  const computed = program.operations.filter(({ type }) => type !== 'cast');
  return {
    params,
    nonzeroParams,
    zeroShare: params === 0 ? undefined : 1 - nonzeroParams / params,
    packageBytes: sum(files.files.map(({ bytes }) => bytes)),
    weightBytes: sum(parameters.map(({ constant }) => constant.stored.bytes)),
    weightDtype: heaviestKey(parameters.map(({ constant, count }) => [constant.stored.form, count])),
    computeDtype: heaviestKey(
      computed.flatMap(({ outputs }) => outputs.flatMap(({ dtype }) => (isFloat(dtype) ? [[dtype, 1] as const] : []))),
    ),
    operations: countOccurrences([...program.compressions, ...program.operations.map(({ type }) => type)]),
    work: workOf(program),
    notFinite: notFiniteOf(program, parameters),
    constants: storedConstants(program),
  };
}

/** What `inspect` reports of a model; `program` is undefined for a kind of model that rezbench does not know. */
export interface ModelDescription {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly format: ModelFiles['format'];
  readonly type: Model['type'];
  readonly kind: Model['kind'];
  readonly specVersion: number;
  /** The oldest iOS that loads it; undefined for a specification version unknown to rezbench. */
  readonly minimumIos: string | undefined;
  readonly packageBytes: number;
  readonly inputs: readonly FeatureDescription[];
  readonly outputs: readonly FeatureDescription[];
  readonly states: readonly FeatureDescription[];
  /** The default function first. The only function of a package is called `main`. */
  readonly functions: readonly string[];
  readonly license: string;
  /** Metadata that the model's maker wrote into it, by key. */
  readonly userDefined: Readonly<Record<string, string>>;
  readonly program: Description | undefined;
  /** Reasons for parts to leave the Neural Engine. */
  readonly engineWarnings: readonly EngineWarning[];
}

/** Describes a model file. Throws a Problem for a file that is not one. */
export const describeModel = (path: string): ModelDescription => describeOpened(path, openProgram(path));

export function describeOpened(path: string, { files, model, program }: OpenedModel): ModelDescription {
  const others = Object.keys(model.functions).filter((name) => name !== model.defaultFunction);
  return {
    path,
    name: files.name,
    sha256: files.sha256,
    format: files.format,
    type: model.type,
    kind: model.kind,
    specVersion: model.specVersion,
    minimumIos: minimumIos(model.specVersion),
    packageBytes: sum(files.files.map(({ bytes }) => bytes)),
    inputs: model.inputs,
    outputs: model.outputs,
    states: model.states,
    functions: model.type === 'mlProgram' ? [model.defaultFunction, ...others] : [],
    license: model.license,
    userDefined: model.userDefined,
    program: program && describeProgram(files, program),
    engineWarnings: engineWarnings(model, program),
  };
}

const isFloat = (dtype: Dtype): boolean => dtype === 'fp16' || dtype === 'fp32' || dtype === 'fp64';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function countOccurrences(types: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** Finds the key with the largest total; undefined for an empty list. */
function heaviestKey<Key>(weighted: readonly (readonly [Key, number])[]): Key | undefined {
  const totals = new Map<Key, number>();
  for (const [key, weight] of weighted) totals.set(key, (totals.get(key) ?? 0) + weight);
  return [...totals].reduce<readonly [Key, number] | undefined>(
    (most, entry) => (most && most[1] >= entry[1] ? most : entry),
    undefined,
  )?.[0];
}
