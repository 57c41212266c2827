import { readFileSync } from 'node:fs';
import { scaleOf } from '../../../contract/job.js';
import type { Arm, Feature, Tile } from '../../../contract/job.js';
import { assemble } from '../../../image/assemble.js';
import type { Rgb8 } from '../../../image/rgb.js';
import { pixelsFromTensor, tileInput } from '../../../runtime/index.js';
import type { Predictor, Tensor } from '../../../runtime/index.js';
import { Problem } from '../../../problem.js';
import { place } from './place.js';
import { StepError } from './step.js';
import type { Context } from './step.js';

/** A job's image, read once a launch. */
export function imageOf({ job, container, images }: Context, name: string): Rgb8 {
  const known = images.get(name);
  if (known) return known;
  const asked = job.images[name];
  if (asked === undefined) throw new StepError('failed', `no image ${name}`);
  const { path, width, height } = asked;
  const data = readFileSync(place(container, path));
  if (data.length !== width * height * 3)
    throw new StepError('failed', `${path} is not ${String(width)}x${String(height)} RGB`);
  const image = { width, height, data };
  images.set(name, image);
  return image;
}

/** The model's input for each tile of an image. A tile may keep only what the model's output for its window shows. */
export function inputsFor(image: Rgb8, arm: Arm, tiles: readonly Tile[]): Tensor[] {
  const { input, output } = arm;
  const [scale, { inset }] = [scaleOf(arm), output];
  if (!Number.isInteger(scale) || scale < 1 || output.height !== (input.height - 2 * inset) * scale) {
    const sizes = `${sizeText(input)} to ${sizeText(output)}`;
    throw new StepError('failed', `${sizes}, less ${String(inset)} pixels on each side, is not a whole scale`);
  }
  tiles.forEach(({ x, y, keep }, index) => {
    const isShown =
      isWithin(keep.x, keep.width, x + inset, Math.min(x + input.width - inset, image.width)) &&
      isWithin(keep.y, keep.height, y + inset, Math.min(y + input.height - inset, image.height));
    if (!isShown) throw new StepError('failed', `tile ${String(index)} keeps pixels its window does not show`);
  });
  return tiles.map((tile) => tileInput(input, image, tile));
}

const isWithin = (start: number, length: number, lowest: number, end: number): boolean =>
  start >= lowest && start + length <= end;

const sizeText = ({ width, height }: Feature): string => `${String(width)}x${String(height)}`;

/** One prediction a tile; the outputs, in the tiles' order. */
export async function predictAll(
  predictor: Predictor,
  { input, output }: Arm,
  inputs: readonly Tensor[],
  progress: Context['progress'] = () => undefined,
): Promise<Tensor[]> {
  const outputs: Tensor[] = [];
  for (const tensor of inputs) {
    const predicted = (await predictor.predict({ [input.name]: tensor }))[output.name];
    if (predicted === undefined) throw new StepError('failed', `the model has no output ${output.name}`);
    outputs.push(predicted);
    progress(outputs.length / inputs.length);
  }
  return outputs;
}

/** The enlarged image that the tiles' outputs make. */
export function enlargedImage(image: Rgb8, arm: Arm, tiles: readonly Tile[], outputs: readonly Tensor[]): Rgb8 {
  const pixels = outputs.map((tensor) => readPixels(arm, tensor));
  return assemble(Uint8Array, image, { scale: scaleOf(arm), inset: arm.output.inset }, tiles, pixels);
}

function readPixels({ output }: Arm, tensor: Tensor): Rgb8 {
  try {
    return pixelsFromTensor(output, tensor);
  } catch (error) {
    if (error instanceof Problem) throw new StepError('failed', error.message);
    throw error;
  }
}
