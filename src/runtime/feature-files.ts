import type { FeatureDescription } from '../coreml/feature.js';
import type { Size } from '../image/rgb.js';
import { inputFromFile } from './input-files.js';
import { writeOutput } from './output-files.js';
import type { Tensor } from './predictor.js';

/*
 * Features as files, one by one, for programs that are given a model's features and know nothing of pictures: a judge of
 * the runtime asks for these by name.
 */

/** Reads a file as a feature's tensor. Throws a Problem that names the file. */
export const tensorFromFile = async (feature: FeatureDescription, path: string, size?: Size): Promise<Tensor> =>
  (await inputFromFile(feature, path, undefined, size)).tensor;

/** Writes an output: an image as .png, or unrounded as .npy [H, W, C]; an array as .npy. */
export const writeTensor = (feature: FeatureDescription, path: string, tensor: Tensor): Promise<void> =>
  writeOutput(feature, path, tensor);
