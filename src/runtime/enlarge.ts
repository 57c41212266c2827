import { scaleOf } from '../contract/job.js';
import type { Feature, OutputFeature } from '../contract/job.js';
import { assemble } from '../image/assemble.js';
import { colourPicture } from '../image/chroma.js';
import type { Rgb8 } from '../image/rgb.js';
import { tilesFor } from '../image/tiles.js';
import { pixelsFromTensor } from './pixels.js';
import type { Predictor } from './predictor.js';
import { tileInput } from './tiles.js';

/** How a model enlarges a picture, at one input size. */
export interface Enlarger {
  readonly predictor: Predictor;
  readonly input: Feature;
  readonly output: OutputFeature;
  /** Input pixels trimmed at the inner edges of tiles; by default what suits the input. */
  readonly tileMargin: number | undefined;
}

/**
 * Enlarges a picture of any size: one smaller than the input is continued by its mirror image, and a larger one is cut
 * into tiles. A network of luma leaves the picture its chroma, enlarged bicubically. Undefined when the margins leave
 * nothing of a tile.
 */
export async function enlarge(
  { predictor, input, output, tileMargin }: Enlarger,
  image: Rgb8,
): Promise<Rgb8 | undefined> {
  const tiles = tilesFor(image, input, tileMargin, output.inset);
  if (tiles === undefined) return undefined;
  const outputs: Rgb8[] = [];
  for (const tile of tiles) {
    const tensor = (await predictor.predict({ [input.name]: tileInput(input, image, tile) }))[output.name];
    if (tensor === undefined) throw new Error(`the model has no output ${output.name}`);
    outputs.push(pixelsFromTensor(output, tensor));
  }
  const scale = scaleOf({ input, output });
  const whole = assemble(Uint8Array, image, { scale, inset: output.inset }, tiles, outputs);
  return output.channels === 1 ? colourPicture(image, whole, scale) : whole;
}
