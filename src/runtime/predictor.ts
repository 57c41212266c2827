import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ComputeUnits } from '../contract/job.js';
import { compiledFile } from './compile.js';

/** A loaded model. Tensors are row-major float32 in the model's own shapes and ranges. */
export interface Predictor {
  predict(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Threads that stand for a compute unit on this machine. */
export const threadsFor = (units: ComputeUnits): number => (units === 'cpuOnly' ? 1 : availableParallelism());

/** Loads a compiled model. `cpuOnly` computes on one thread, every other unit on all of them. */
export async function loadCompiled(folder: string, units: ComputeUnits, functionName?: string): Promise<Predictor> {
  const session = await ort.InferenceSession.create(readFileSync(join(folder, compiledFile(functionName))), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threadsFor(units),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return {
    async predict(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, data }]) => [name, new ort.Tensor('float32', data, shape)]),
      );
      const outputs = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [name, { shape: dims, data: data as Float32Array }]),
      );
    },
    release: () => session.release(),
  };
}
