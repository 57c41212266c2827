import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { ModelArm } from '../../contract/job.js';
import { workOf } from '../../inspect/work.js';
import { elementCount } from '../../mil/constant.js';
import { openFunction, openProgram } from '../../mil/open-model.js';
import type { Program } from '../../mil/program.js';

const work = z.strictObject({
  /** Multiply-accumulates of a prediction for each pixel of its input. */
  multiplyAddsPerPixel: z.number(),
  /** The most that values between operations take at once, in bytes for each pixel. */
  activationBytesPerPixel: z.number(),
  weightBytes: z.number(),
});
/** What a model costs, by its file alone. */
export type ModelWork = z.infer<typeof work>;

/** Bytes between operations for a pixel, where a program leaves its shapes open: 64 channels in half precision, twice. */
const openActivationBytes = 256;

/**
 * What an arm's function costs by the model at `path`. The answer is kept in `cache`, since a large program takes long to read
 * and each launch asks. A program with open shapes is taken for one whose parameters all meet each pixel once. Throws a
 * Problem for a damaged model.
 */
export function workOfArm(path: string, arm: ModelArm, cache: string): ModelWork {
  if (existsSync(cache)) return work.parse(JSON.parse(readFileSync(cache, 'utf8')));
  const opened = openProgram(path);
  const { files, program } = arm.function === undefined ? opened : openFunction(opened, arm.function);
  const weightBytes = files.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const found = { ...perPixel(program, arm, weightBytes), weightBytes };
  mkdirSync(dirname(cache), { recursive: true });
  writeFileSync(cache, JSON.stringify(found));
  return found;
}

function perPixel(
  program: Program | undefined,
  { input }: ModelArm,
  weightBytes: number,
): Pick<ModelWork, 'multiplyAddsPerPixel' | 'activationBytesPerPixel'> {
  const { multiplyAdds, activationPeakBytes } = program ? workOf(program) : {};
  const shape = program?.inputs.find(({ name }) => name === input.name)?.shape;
  const sides = shape?.filter((side) => typeof side === 'number');
  if (sides === undefined || sides.length !== shape?.length || !multiplyAdds || !activationPeakBytes) {
    // Weights of two bytes each.
    return { multiplyAddsPerPixel: weightBytes / 2, activationBytesPerPixel: openActivationBytes };
  }
  const pixels = elementCount(sides) / input.channels;
  return { multiplyAddsPerPixel: multiplyAdds / pixels, activationBytesPerPixel: activationPeakBytes / pixels };
}
