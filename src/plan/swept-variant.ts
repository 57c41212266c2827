import type { Tile } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Size } from '../image/rgb.js';
import { fittingMargin, tilesFor } from '../image/tiles.js';
import type { Variant } from './catalogue.js';
import { chooseFunction } from './image-functions.js';
import type { FunctionAtSize, ImageFunctions } from './image-functions.js';
import type { OpenedVariant } from './opened-variants.js';

/** A variant that a sweep can give pictures to. */
export interface SweptVariant {
  readonly name: string;
  readonly files: ModelFiles;
  readonly functions: ImageFunctions;
  /** The margin that the catalogue states, input pixels. */
  readonly statedMargin: number | undefined;
}

/** Undefined for a variant that no picture can be given to. */
export const sweptVariant = ({ name, tileMargin }: Variant, opened: OpenedVariant): SweptVariant | undefined =>
  opened.support.sweepable && opened.files
    ? { name, files: opened.files, functions: opened.support.functions, statedMargin: tileMargin }
    : undefined;

/** How a variant takes a picture: by which function, with inputs of which size, in which tiles. */
export interface Tiling extends FunctionAtSize {
  /** Input pixels trimmed at the inner edges of tiles. */
  readonly tileMargin: number;
  /** Undefined when the margin leaves nothing of a tile. */
  readonly tiles: Tile[] | undefined;
}

/** Decides how a variant takes a picture. The margin is what the catalogue states, otherwise what suits the input. */
export function tilingFor(
  { functions, statedMargin }: Pick<SweptVariant, 'functions' | 'statedMargin'>,
  picture: Size,
): Tiling {
  const { imageFunction, size } = chooseFunction(functions, picture);
  const tileMargin = statedMargin ?? fittingMargin(size);
  return { imageFunction, size, tileMargin, tiles: tilesFor(picture, size, tileMargin, imageFunction.output.inset) };
}
