import { modelFolder } from '../contract/paths.js';
import type { Arm, ComputeUnits } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { FunctionAtSize } from './image-functions.js';

/** Makes the arm of a job: a function of a model on a compute unit, given inputs of one size. */
export function makeArm(files: ModelFiles, { imageFunction, size }: FunctionAtSize, computeUnits: ComputeUnits): Arm {
  const { width, height } = size;
  const { input, output, scale } = imageFunction;
  const model = `${modelFolder(files.sha256)}/${files.name}.${files.format}`;
  return {
    model,
    sha256: files.sha256,
    computeUnits,
    ...(imageFunction.function !== undefined && { function: imageFunction.function }),
    input: { ...input, width, height },
    output: { ...output, width: width * scale, height: height * scale },
  };
}
