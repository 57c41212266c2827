import { modelFolder } from '../contract/paths.js';
import type { Arm, ComputeUnits } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Chosen } from './entries.js';

/** A function of a model on a compute unit, given inputs of one size. */
export function armFor(files: ModelFiles, { entry, size }: Chosen, computeUnits: ComputeUnits): Arm {
  const { width, height } = size;
  const { input, output, scale } = entry;
  const model = `${modelFolder(files.sha256)}/${files.name}.${files.format}`;
  return {
    model,
    sha256: files.sha256,
    computeUnits,
    ...(entry.function !== undefined && { function: entry.function }),
    input: { ...input, width, height },
    output: { ...output, width: width * scale, height: height * scale },
  };
}
