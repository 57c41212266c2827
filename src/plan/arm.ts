import type { ComputeUnits, ModelArm, OutputFeature } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Size } from '../image/rgb.js';
import type { FunctionAtSize } from './image-functions.js';
import { modelPath } from './staged.js';

/** Makes the arm of a job: a function of a model on a compute unit, given inputs of one size. */
export function makeArm(
  files: ModelFiles,
  { imageFunction, size }: FunctionAtSize,
  computeUnits: ComputeUnits,
): ModelArm {
  const { width, height } = size;
  const { input, output, scale } = imageFunction;
  return {
    model: modelPath(files),
    sha256: files.sha256,
    computeUnits,
    ...(imageFunction.function !== undefined && { function: imageFunction.function }),
    input: { ...input, width, height },
    output: outputAtSize(output, size, scale),
  };
}

/** A function's output for inputs of one size. */
export function outputAtSize(output: OutputFeature, { width, height }: Size, scale: number): OutputFeature {
  const lost = 2 * output.inset;
  return { ...output, width: (width - lost) * scale, height: (height - lost) * scale };
}
