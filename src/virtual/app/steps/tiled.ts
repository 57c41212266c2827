import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arm, Tile } from '../../../contract/job.js';
import { assemble } from '../../../image/assemble.js';
import type { Rgb8 } from '../../../image/rgb.js';
import { pixelsFromTensor, tileInput } from '../../../runtime/index.js';
import type { Predictor, Tensor } from '../../../runtime/index.js';
import { StepError } from './step.js';
import type { Context } from './step.js';

/** A job's image, read once a launch. */
export function imageOf({ job, container, images }: Context, name: string): Rgb8 {
  const known = images.get(name);
  if (known) return known;
  const asked = job.images[name];
  if (asked === undefined) throw new StepError('failed', `no image ${name}`);
  const { path, width, height } = asked;
  const data = readFileSync(join(container.documents, path));
  if (data.length !== width * height * 3)
    throw new StepError('failed', `${path} is not ${String(width)}x${String(height)} RGB`);
  const image = { width, height, data };
  images.set(name, image);
  return image;
}

/** The model's input for each tile of an image. */
export const inputsFor = (image: Rgb8, { input }: Arm, tiles: readonly Tile[]): Tensor[] =>
  tiles.map((tile) => tileInput(input, image, tile));

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
export function enlargedImage(
  image: Rgb8,
  { input, output }: Arm,
  tiles: readonly Tile[],
  outputs: readonly Tensor[],
): Rgb8 {
  const pixels = outputs.map((tensor) => pixelsFromTensor(output, tensor));
  return assemble(Uint8Array, image, output.width / input.width, tiles, pixels);
}
