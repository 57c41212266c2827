import { modelFolder } from '../contract/paths.js';
import type { Arm, ComputeUnits } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Size } from '../image/rgb.js';
import type { Fits } from './fit.js';

/** A model on a compute unit, given inputs of one size. */
export function armFor(files: ModelFiles, { input, output, scale }: Fits, size: Size, computeUnits: ComputeUnits): Arm {
  const { width, height } = size;
  const model = `${modelFolder(files.sha256)}/${files.name}.${files.format}`;
  return {
    model,
    sha256: files.sha256,
    computeUnits,
    input: { ...input, width, height },
    output: { ...output, width: width * scale, height: height * scale },
  };
}
