import type { ComputeUnits, RequestedUnits } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';
import type { Size } from '../image/rgb.js';
import { fittingMargin, tilesFor } from '../image/tiles.js';
import type { Variant } from './catalogue.js';
import { chooseFunction } from './image-functions.js';
import type { ImageFunctions, Tiling } from './image-functions.js';
import type { OpenedVariant } from './opened-variants.js';
import { systemTiling } from './system-upscaler.js';
import type { SystemVariant } from './system-upscaler.js';

/** A model that a sweep can give pictures to. */
export interface ModelVariant {
  readonly kind: 'model';
  readonly name: string;
  readonly files: ModelFiles;
  readonly functions: ImageFunctions;
  /** The margin that the catalogue states, input pixels. */
  readonly statedMargin: number | undefined;
}

/** What a sweep can give pictures to. */
export type SweptVariant = ModelVariant | SystemVariant;

/** Undefined for a variant that no picture can be given to. */
export const sweptVariant = ({ name, tileMargin }: Variant, opened: OpenedVariant): ModelVariant | undefined =>
  opened.support.sweepable && opened.files
    ? { kind: 'model', name, files: opened.files, functions: opened.support.functions, statedMargin: tileMargin }
    : undefined;

export const scaleOf = (variant: SweptVariant): number =>
  variant.kind === 'system' ? variant.scale : variant.functions[0].scale;

/** What a variant is measured on: the compute units of the sweep, or what iOS chooses for its own upscaler. */
export const unitsOf = (variant: SweptVariant, units: readonly ComputeUnits[]): readonly RequestedUnits[] =>
  variant.kind === 'system' ? ['system'] : units;

/** Decides how a variant takes a picture. The margin of a model is what the catalogue states, otherwise what suits the input. */
export function tilingFor(variant: SweptVariant, picture: Size): Tiling {
  return variant.kind === 'system' ? systemTiling(variant, picture) : modelTiling(variant, picture);
}

function modelTiling({ functions, statedMargin }: ModelVariant, picture: Size): Tiling {
  const { imageFunction, size } = chooseFunction(functions, picture);
  const tileMargin = statedMargin ?? fittingMargin(size);
  return { imageFunction, size, tileMargin, tiles: tilesFor(picture, size, tileMargin, imageFunction.output.inset) };
}
