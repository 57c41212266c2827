import type { Feature, Tile } from '../contract/job.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8 } from '../image/rgb.js';
import { tensorFromPixels } from './pixels.js';
import type { Tensor } from './predictor.js';

/** The model's input for one tile of an image. */
export const tileInput = (input: Feature, image: Rgb8, { x, y }: Tile): Tensor =>
  tensorFromPixels(input, windowAt(image, x, y, input));
