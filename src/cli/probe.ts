import { readImage } from '../image/files.js';
import { tilesFor } from '../image/tiles.js';
import type { OpenedModel } from '../mil/open-model.js';
import { findVariant, readCatalogue } from '../plan/catalogue.js';
import { chooseFunction, findImageFunctions } from '../plan/image-functions.js';
import { shipped } from '../plan/shipped.js';
import { Problem } from '../problem.js';
import { explainHalfLoss, probeHalf, tileInput } from '../runtime/index.js';

/**
 * What half precision would lose of the values inside a model, in sentences, on the middle tile of a picture, which it is
 * given as a sweep would. Throws a Problem for a picture that cannot be read, or a model that takes none.
 */
export async function probePicture(opened: OpenedModel, file: string): Promise<readonly string[]> {
  const { path } = opened.files;
  const { tileMargin, arrayRange } = findVariant(path, readCatalogue(shipped.catalogue), '--probe');
  const support = await findImageFunctions(opened, arrayRange);
  if (!support.sweepable) throw new Problem(`${path} cannot be probed with a picture: ${support.reason}`);
  const picture = await readImage(file);
  const { imageFunction, size } = chooseFunction(support.functions, picture);
  const tiles = tilesFor(picture, size, tileMargin, imageFunction.output.inset) ?? [];
  const tile = tiles[Math.floor(tiles.length / 2)];
  if (tile === undefined) throw new Problem(`${path} cannot be probed: its tile margin leaves nothing of an input`);
  const input = { ...imageFunction.input, ...size };
  const losses = await probeHalf(opened, { [input.name]: tileInput(input, picture, tile) }, imageFunction.function);
  return losses.map(explainHalfLoss);
}
