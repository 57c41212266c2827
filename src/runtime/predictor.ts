import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ComputeUnits } from '../contract/job.js';
import { compiledFile } from './compile.js';

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
export const loadCompiled = (folder: string, units: ComputeUnits, functionName?: string): Promise<Predictor> =>
  loadOnnx(readFileSync(join(folder, compiledFile(functionName))), threadsFor(units));

/** Loads a lowered program. Results are the same, bit for bit, at the same number of threads. */
export async function loadOnnx(model: Uint8Array, threads: number): Promise<Predictor> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return {
    async predict(inputs) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]));
      const outputs = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [
          name,
          { shape: dims, data: data as Float32Array | Int32Array },
        ]),
      );
    },
    release: () => session.release(),
  };
}

const toOrt = ({ shape, data }: Tensor): ort.Tensor =>
  data instanceof Float32Array ? new ort.Tensor('float32', data, shape) : new ort.Tensor('int32', data, shape);
