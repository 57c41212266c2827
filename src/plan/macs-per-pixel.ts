import { programAtDefaultSize } from '../inspect/default-size.js';
import { workOf } from '../inspect/work.js';
import { openFunction } from '../mil/open-model.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { ImageFunction } from './image-functions.js';

/** A run that keeps every value of a program takes 1 GB for a small SwinIR and an input of so many pixels. */
const mostPixelsToRun = 64 * 64;

/**
 * Multiply-accumulates of convolutions and matrix products for each pixel of the enlarged picture, at the default input size of
 * a function. Where the file leaves shapes open, a function with a small default input is run once on the host; undefined for larger
 * ones, and where the host cannot run it.
 */
export async function macsPerPixel(
  opened: OpenedModel,
  { function: name, input, output: { width, height } }: ImageFunction,
): Promise<number | undefined> {
  const { program, ...model } = name === undefined ? opened : openFunction(opened, name);
  if (program === undefined) return undefined;
  const stated = workOf(program).multiplyAdds;
  const isSmall = input.width * input.height <= mostPixelsToRun;
  const atDefault = stated === undefined && isSmall ? await programAtDefaultSize({ ...model, program }) : undefined;
  const macs = stated ?? (atDefault && workOf(atDefault).multiplyAdds);
  return macs === undefined ? undefined : macs / (width * height);
}
