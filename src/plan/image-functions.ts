import type { Tile } from '../contract/job.js';
import { Problem } from '../problem.js';
import type { OpenedModel } from '../mil/open-model.js';
import { openFunction } from '../mil/open-model.js';
import type { Size } from '../image/rgb.js';
import type { ArrayRange } from '../runtime/index.js';
import { readImageFeatures } from './image-features.js';
import type { ImageFeatures, NotSweepable } from './image-features.js';
import { inputSizeFor } from './input-sizes.js';

/** A function of a model that takes pictures. The only function of a package needs no name. */
export interface ImageFunction extends ImageFeatures {
  readonly function?: string;
}

/** All enlarge by the same factor; the first runs when nobody names one. */
export type ImageFunctions = readonly [ImageFunction, ...ImageFunction[]];

/** Whether a sweep can give pictures to a model, and to which of its functions. */
export type SweepSupport = { readonly sweepable: true; readonly functions: ImageFunctions } | NotSweepable;

/**
 * Finds the functions of a model that a sweep may give pictures to: the one that is wanted, or the default one and those
 * that enlarge as it does, which are the same network for other sizes. Throws a Problem for a function that is not there.
 */
export async function findImageFunctions(
  opened: OpenedModel,
  arrayRange?: ArrayRange,
  wanted?: string,
): Promise<SweepSupport> {
  const { files, model } = opened;
  const names = Object.keys(model.functions);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new Problem(`${files.path} has no function ${wanted}; it has ${names.join(', ') || 'none'}`);
  }
  if (wanted === undefined && names.length < 2) {
    const only = await readImageFeatures(opened, arrayRange);
    return only.sweepable ? { sweepable: true, functions: [only.features] } : only;
  }
  const mainName = wanted ?? model.defaultFunction;
  const main = await readImageFeatures(openFunction(opened, mainName), arrayRange);
  if (!main.sweepable) return main;
  const mainFunction = { function: mainName, ...main.features };
  const alternatives: ImageFunction[] = [];
  for (const name of wanted === undefined ? names.filter((other) => other !== mainName) : []) {
    const other = await readImageFeatures(openFunction(opened, name), arrayRange);
    if (other.sweepable && other.features.scale === main.features.scale) {
      alternatives.push({ function: name, ...other.features });
    }
  }
  return { sweepable: true, functions: [mainFunction, ...alternatives] };
}

/** A function and the size of the inputs it is given. */
export interface FunctionAtSize<Function = ImageFunction> {
  readonly imageFunction: Function;
  readonly size: Size;
}

/** How a variant takes a picture: by which function, with inputs of which size, in which tiles. */
export interface Tiling extends FunctionAtSize {
  /** Input pixels trimmed at the inner edges of tiles. */
  readonly tileMargin: number;
  /** Undefined when the margin leaves nothing of a tile. */
  readonly tiles: Tile[] | undefined;
}

/**
 * Chooses the function for a picture: of those that take it whole the one of the smallest input, otherwise the one of the
 * largest input, in tiles. The first of equals wins. What a function loses at the sides has to fit into its input as well.
 */
export function chooseFunction<Function extends Pick<ImageFunction, 'input' | 'output' | 'sizes'>>(
  functions: readonly [Function, ...Function[]],
  picture: Size,
): FunctionAtSize<Function> {
  const withSides = ({ output: { inset } }: Function): Size => ({
    width: picture.width + 2 * inset,
    height: picture.height + 2 * inset,
  });
  const atSize = (imageFunction: Function): FunctionAtSize<Function> => ({
    imageFunction,
    size: inputSizeFor(withSides(imageFunction), imageFunction.sizes, imageFunction.input),
  });
  const holdsPicture = ({ imageFunction, size }: FunctionAtSize<Function>): boolean => {
    const { width, height } = withSides(imageFunction);
    return size.width >= width && size.height >= height;
  };
  const area = ({ size }: FunctionAtSize<Function>): number => size.width * size.height;
  const [first, ...others] = functions;
  return others.map(atSize).reduce((best, other) => {
    if (holdsPicture(best) !== holdsPicture(other)) return holdsPicture(best) ? best : other;
    const smaller = area(other) < area(best);
    return holdsPicture(best) ? (smaller ? other : best) : area(other) > area(best) ? other : best;
  }, atSize(first));
}
