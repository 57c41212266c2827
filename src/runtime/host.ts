import { availableParallelism } from 'node:os';
import { Problem } from '../problem.js';
import { elementCount } from '../mil/constant.js';
import { readModel } from '../coreml/model.js';
import type { Model } from '../coreml/model.js';
import { openModel } from '../coreml/package.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Program } from '../mil/program.js';
import { readProgram } from '../mil/read-program.js';
import { Unsupported } from '../mil/unsupported.js';
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
}

/** A model on this machine, without a phone. */
export interface HostPredictor extends Predictor {
  readonly model: Model;
}

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
export async function hostPredictorFor(
  { files, model, program }: ModelInMemory,
  { functionName, threads = availableParallelism(), inner = [] }: HostOptions = {},
): Promise<HostPredictor> {
  const { path } = files;
  const known = functionName === undefined ? program : undefined;
  try {
    const onnx = lower(known ?? readProgram(files, model, functionName), inner);
    return { ...(await loadOnnx(onnx, threads, path)), model };
  } catch (error) {
    if (error instanceof Unsupported) throw new Problem(`${path} cannot run on the host: ${error.message}`, 2, error);
    throw error;
  }
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
