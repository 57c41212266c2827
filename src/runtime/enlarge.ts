import type { Feature } from '../contract/job.js';
import { blit, windowAt } from '../image/rgb.js';
import type { Rgb8 } from '../image/rgb.js';
import { tilesFor } from '../image/tiles.js';
import { pixelsFromTensor, tensorFromPixels } from './pixels.js';
import type { Predictor } from './predictor.js';

/** A model that enlarges pictures at one input size. */
export interface Enlarger {
  readonly predictor: Predictor;
  readonly input: Feature;
  readonly output: Feature;
  /** Input pixels trimmed at the inner edges of tiles; by default what suits the input. */
  readonly tileMargin: number | undefined;
}

/**
 * Enlarges a picture of any size: one smaller than the input is continued by its mirror image, a larger one goes in
 * tiles. Undefined when the margins leave nothing of a tile.
 */
export async function enlarge(
  { predictor, input, output, tileMargin }: Enlarger,
  image: Rgb8,
): Promise<Rgb8 | undefined> {
  const tiles = tilesFor(image, input, tileMargin);
  if (tiles === undefined) return undefined;
  const scale = output.width / input.width;
  const [width, height] = [image.width * scale, image.height * scale];
  const whole = { width, height, data: new Uint8Array(width * height * 3) };
  for (const { x, y, keep } of tiles) {
    const tensor = tensorFromPixels(input, windowAt(image, x, y, input));
    const result = (await predictor.predict({ [input.name]: tensor }))[output.name];
    if (result === undefined) throw new Error(`the model has no output ${output.name}`);
    blit(
      pixelsFromTensor(output, result),
      { x: (keep.x - x) * scale, y: (keep.y - y) * scale },
      { width: keep.width * scale, height: keep.height * scale },
      whole,
      { x: keep.x * scale, y: keep.y * scale },
    );
  }
  return whole;
}
