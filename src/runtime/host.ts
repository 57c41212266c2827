import { availableParallelism } from 'node:os';
import { Problem } from '../problem.js';
import { elementCount } from '../mil/constant.js';
import { readModel } from '../coreml/model.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Interface, Model } from '../coreml/model.js';
import { ownValue } from '../coreml/own-value.js';
import { openModel } from '../coreml/package.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Label, Program } from '../mil/program.js';
import { readProgram } from '../mil/read-program.js';
import { Unsupported } from '../mil/unsupported.js';
import { roundEach } from './half/round-each.js';
import { watch } from './half/watch.js';
import type { Watched } from './half/watch.js';
import { losesSides } from './enlargement.js';
import { lower } from './lower/index.js';
import { loadOnnx } from './predictor.js';
import type { Predictor, Tensor } from './predictor.js';

export interface HostOptions {
  /** The model's default function when left out. */
  readonly functionName?: string;
  /** All threads of the machine when left out. */
  readonly threads?: number;
  /** Names of values inside the program that a prediction returns beside the outputs. */
  readonly inner?: readonly string[];
  /** float32 when left out; `fp16` rounds every half-precision value of a program to what it can hold. */
  readonly arithmetic?: Arithmetic;
}

export const arithmetics = ['fp32', 'fp16'] as const;
export type Arithmetic = (typeof arithmetics)[number];

/** A model on this machine, without a phone. Optional inputs are filled; `predict` refuses a classifier. */
export interface HostPredictor extends Predictor {
  readonly model: Model;
  /** The features of the function that was loaded. */
  readonly features: Interface;
  /** Whether its output may be a part of the picture alone, though it is a whole multiple of the input. */
  readonly losesSides: boolean;
  /** Predicts as `predict` does, and gives a classifier's label and probabilities beside the tensors. */
  predictFeatures(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, FeatureValue>>>;
}

/** A model on this machine that also finds what half precision would lose of a prediction. */
export type WatchedPredictor = HostPredictor & Pick<Watched, 'lossesIn'>;

export type FeatureValue =
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'label'; readonly label: Label }
  /** In the order of the model's classes. */
  | { readonly kind: 'probabilities'; readonly probabilities: ReadonlyMap<Label, number> };

/**
 * Loads a Core ML package for this machine: its arithmetic in float32, whatever the package asks for. Nothing is written
 * to disk. Throws a Problem for a damaged package, an unknown function or an operation the runtime does not know.
 */
export async function hostPredictor(path: string, options: HostOptions = {}): Promise<HostPredictor> {
  const files = openModel(path);
  return hostPredictorFor({ files, model: readModel(files) }, options);
}

/** A package whose parts are in memory; `program`, where it has been read, is that of the default function. */
export interface ModelInMemory {
  readonly files: ModelFiles;
  readonly model: Model;
  readonly program?: Program | undefined;
}

/** Loads a package that has been opened, as `hostPredictor` does one that has not. Its files are not opened again. */
export const hostPredictorFor = (opened: ModelInMemory, options: HostOptions = {}): Promise<HostPredictor> =>
  explained(opened, () => load(opened, programOf(opened, options), options));

/** Loads a package as `hostPredictorFor` does, and watches how large its half-precision values become. */
export const watchedPredictorFor = (opened: ModelInMemory, options: HostOptions = {}): Promise<WatchedPredictor> =>
  explained(opened, async () => {
    const { program, lossesIn } = watch(programOf(opened, options));
    return { ...(await load(opened, program, options)), lossesIn };
  });

function programOf({ files, model, program }: ModelInMemory, { functionName, arithmetic }: HostOptions): Program {
  const known = functionName === undefined ? program : undefined;
  const read = known ?? readProgram(files, model, functionName);
  return arithmetic === 'fp16' ? roundEach(read) : read;
}

async function load(
  { files: { path }, model }: ModelInMemory,
  program: Program,
  { functionName, threads = availableParallelism(), inner = [] }: HostOptions,
): Promise<HostPredictor> {
  const features = ownValue(model.interfaces, functionName ?? model.defaultFunction) ?? model;
  const loaded = await loadOnnx(lower(program, inner), threads, path);
  const run: Predictor['predict'] = (inputs) => loaded.predict(completeInputs(path, features, program, inputs));
  return {
    model,
    features,
    losesSides: losesSides(program),
    predict: async (inputs) => {
      refuseLabels(path, program);
      return run(inputs);
    },
    predictFeatures: async (inputs) => withLabels(program, await run(inputs)),
    release: () => loaded.release(),
  };
}

async function explained<T>({ files: { path } }: ModelInMemory, loading: () => Promise<T>): Promise<T> {
  try {
    return await loading();
  } catch (error) {
    if (error instanceof Unsupported) throw new Problem(`${path} cannot run on the host: ${error.message}`, 2, error);
    throw error;
  }
}

type Tensors = Readonly<Record<string, Tensor>>;

/** Fills optional inputs that are left out, and drops inputs that the description declares and the program does not read. */
function completeInputs(path: string, { inputs }: Interface, program: Program, given: Tensors): Tensors {
  const read = new Set(program.inputs.map(({ name }) => name));
  const declared = new Set(inputs.map(({ name }) => name));
  const complete = Object.fromEntries(Object.entries(given).filter(([name]) => read.has(name) || !declared.has(name)));
  for (const feature of inputs) {
    if (!read.has(feature.name) || complete[feature.name] !== undefined) continue;
    complete[feature.name] = defaultTensor(feature) ?? refuseMissing(path, feature.name);
  }
  return complete;
}

/** What Core ML puts in the place of an optional input; undefined for one that has to be given. */
function defaultTensor({ type, optional }: FeatureDescription): Tensor | undefined {
  if (!optional || type.kind !== 'array') return undefined;
  const data = new Float32Array(elementCount(type.shape)).fill(type.defaultValue ?? 0);
  return { shape: type.shape, data };
}

function refuseMissing(path: string, name: string): never {
  throw new Problem(`${path} needs input ${name}, which has no default value; give it`);
}

/** A label is no tensor, and an output must not be missing without a word. */
function refuseLabels(path: string, { classification }: Program): void {
  if (classification === undefined) return;
  const why = new Unsupported(`output ${classification.label}, a label`);
  throw new Problem(`${path} does not give tensors alone: ${why.message}; ask for its features`, 2, why);
}

function withLabels({ classification }: Program, outputs: Tensors): Record<string, FeatureValue> {
  const valueOf = (name: string, tensor: Tensor): FeatureValue => {
    if (name === classification?.label) {
      return { kind: 'label', label: classification.classes[tensor.data[0] ?? -1] ?? '' };
    }
    if (name !== classification?.probabilities) return { kind: 'tensor', tensor };
    const byLabel = classification.classes.map((one, index) => [one, tensor.data[index] ?? NaN] as const);
    return { kind: 'probabilities', probabilities: new Map(byLabel) };
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, valueOf(name, tensor)]));
}

/**
 * Measures the shapes of a model's outputs for inputs of these shapes, which a flexible model does not state. The model
 * is run once on zeros, so ask for a small size.
 */
export async function outputShapes(
  predictor: HostPredictor,
  inputs: Readonly<Record<string, readonly number[]>>,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const zeros = Object.entries(inputs).map(([name, shape]) => [
    name,
    { shape, data: zerosFor(predictor.model, name, shape) },
  ]);
  const outputs = await predictor.predict(Object.fromEntries(zeros) as Record<string, Tensor>);
  return Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape]));
}

function zerosFor({ inputs }: Model, name: string, shape: readonly number[]): Tensor['data'] {
  const type = inputs.find((input) => input.name === name)?.type;
  const count = elementCount(shape);
  return type?.kind === 'array' && type.element === 'int32' ? new Int32Array(count) : new Float32Array(count);
}
