import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ComputeUnits } from '../contract/job.js';
import { Problem } from '../problem.js';
import { compiledFile } from './compile.js';
import { outputName } from './graph.js';

/** A loaded model. Tensors are row-major in the model's own shapes and ranges. */
export interface Predictor {
  predict(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** float32 stands for every floating-point type, int32 for every integer. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Threads that stand for a compute unit on this machine. */
export const threadsFor = (units: ComputeUnits): number => (units === 'cpuOnly' ? 1 : availableParallelism());

/** Loads a compiled model. `cpuOnly` computes on one thread, every other unit on all of them. */
export function loadCompiled(folder: string, units: ComputeUnits, functionName?: string): Promise<Predictor> {
  const file = join(folder, compiledFile(functionName));
  if (!existsSync(file))
    throw new Problem(`${folder} has no function ${functionName ?? '(default)'}; compile it again`);
  return loadOnnx(readFileSync(file), threadsFor(units), folder);
}

/**
 * Loads a lowered program. Results are the same, bit for bit, at the same number of threads. Throws a Problem about
 * `model` when the program's parts do not fit together.
 */
export async function loadOnnx(onnx: Uint8Array, threads: number, model: string): Promise<Predictor> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // An error is reported once, as a Problem.
    logSeverityLevel: 4,
    // A program whose operations compute other shapes than it states is damaged, and its tensors could be of any size.
    extra: { session: { strict_shape_type_inference: '1' } },
  };
  const session = await ort.InferenceSession.create(onnx, options).catch((error: unknown) =>
    refuse(`${model} is not consistent; convert it again`, error),
  );
  const integerInputs = new Set(
    session.inputMetadata.flatMap((one) => (one.isTensor && one.type === 'int32' ? [one.name] : [])),
  );
  return {
    async predict(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor, integerInputs.has(name))]),
      );
      const outputs = await session
        .run(feeds)
        .catch((error: unknown) => refuse(`${model} does not take these inputs`, error));
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [
          outputName(name),
          { shape: dims, data: data as Float32Array | Int32Array },
        ]),
      );
    },
    release: () => session.release(),
  };
}

/** Throws a Problem with ONNX Runtime's first line, which says what shapes or types do not fit together. */
function refuse(what: string, error: unknown): never {
  const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  throw new Problem(`${what}: ${why}`, undefined, error);
}

/** Converts a tensor for ONNX Runtime to what the input holds; an integer input gets floats rounded. */
function toOrt({ shape, data }: Tensor, isInteger: boolean): ort.Tensor {
  if (isInteger) {
    return new ort.Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data, Math.round), shape);
  }
  return new ort.Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
}
