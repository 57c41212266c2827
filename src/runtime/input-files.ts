import { Problem } from '../problem.js';
import type { FeatureDescription, Range } from '../coreml/feature.js';
import { mostPixels, readPicture } from '../image/files.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8, Size } from '../image/rgb.js';
import type { Feature } from '../contract/job.js';
import { inputSizesOf } from './input-sizes.js';
import type { InputSizes } from './input-sizes.js';
import { readNpy } from './npy.js';
import { channelsOf, pictureFeature } from './picture-feature.js';
import type { ArrayRange } from './picture-feature.js';
import { tensorFromPixels } from './pixels.js';
import type { Tensor } from './predictor.js';

type ImageType = Extract<FeatureDescription['type'], { kind: 'image' }>;
type ArrayType = Extract<FeatureDescription['type'], { kind: 'array' }>;

export const isNpy = (path: string): boolean => /\.npy$/i.test(path);

/** An input that was read from a picture, and how it became a tensor. */
export interface PictureInput {
  readonly feature: Feature;
  readonly image: Rgb8;
  /** What was lost of the file; one sentence. */
  readonly note: string | undefined;
}

export interface FileInput {
  readonly tensor: Tensor;
  /** Undefined for an array file. */
  readonly picture: PictureInput | undefined;
}

/**
 * Reads a file as a feature's tensor: a picture, or .npy. A picture fills an image, or an array that has the shape of one,
 * whose floating-point values run over `range`. An image may also be .npy, [H, W, C] of 0-255, unrounded. `size` continues
 * a smaller picture by its mirror image. Throws a Problem that names the file.
 */
export async function inputFromFile(
  feature: FeatureDescription,
  path: string,
  range?: ArrayRange,
  size?: Size,
): Promise<FileInput> {
  const { name, type } = feature;
  if (type.kind === 'other') throw new Problem(`input ${name} is neither image nor array; rezbench cannot fill it`);
  if (!isNpy(path)) return pictureInput(feature, path, range, size);
  const tensor = type.kind === 'image' ? imageFromNpy(name, type, path) : arrayFromNpy(name, type, path);
  return { tensor, picture: undefined };
}

async function pictureInput(
  description: FeatureDescription,
  path: string,
  range: ArrayRange | undefined,
  size: Size | undefined,
): Promise<FileInput> {
  const { type } = description;
  // Core ML's 16-bit grey takes the same values in this runtime, whose arithmetic is float32.
  const asByte = type.kind === 'image' && type.colour === 'gray16' ? { ...type, colour: 'gray' as const } : type;
  const feature = pictureFeature(
    { ...description, type: asByte },
    type.kind === 'array' ? type.shape : undefined,
    range,
  );
  if (typeof feature === 'string') throw new Problem(`${path} cannot be an input: ${feature}; give a .npy file`);
  const { image: read, note } = await readPicture(path);
  const { width, height } = size ?? read;
  requireSize(feature, inputSizesOf(description, feature), path, { width, height });
  const image = size ? windowOf(read, size, path) : read;
  const atSize = { ...feature, width, height };
  return { tensor: tensorFromPixels(atSize, image), picture: { feature: atSize, image, note } };
}

function windowOf(image: Rgb8, size: Size, path: string): Rgb8 {
  if (image.width > size.width || image.height > size.height) {
    throw new Problem(
      `${path} is ${sizeText(image)}, larger than --size ${sizeText(size)}; crop it or name a larger size`,
    );
  }
  if (size.width * size.height > mostPixels) {
    throw new Problem(`--size ${sizeText(size)} is more than rezbench can hold; name a smaller size`);
  }
  return windowAt(image, 0, 0, size);
}

function imageFromNpy(name: string, type: ImageType, path: string): Tensor {
  const channels = channelsOf(type.colour);
  const { shape, data } = readNpy(path);
  const [height = 0, width = 0, depth = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || depth !== channels) {
    throw new Problem(`${path} has shape [${shape.join(', ')}]; image ${name} takes [H, W, ${String(channels)}]`);
  }
  requireSize({ ...type, name, kind: 'image' }, type.sizes, path, { width, height });
  return interleavedToPlanes(type, { width, height }, data);
}

/** Converts interleaved samples to planes in the order the feature declares. */
function interleavedToPlanes({ colour }: ImageType, { width, height }: Size, samples: ArrayLike<number>): Tensor {
  const [channels, pixels] = [channelsOf(colour), width * height];
  const data = new Float32Array(pixels * channels);
  for (let at = 0; at < data.length; at++) {
    const channel = at % channels;
    const plane = colour === 'bgr' ? channels - 1 - channel : channel;
    data[plane * pixels + Math.floor(at / channels)] = samples[at] ?? 0;
  }
  return { shape: [1, channels, height, width], data };
}

function arrayFromNpy(name: string, type: ArrayType, path: string): Tensor {
  const { shape, data } = readNpy(path);
  requireArrayShape(name, type, path, shape);
  return { shape, data: type.element === 'int32' ? Int32Array.from(data) : Float32Array.from(data) };
}

function requireListedShape(
  shapes: readonly (readonly number[])[],
  name: string,
  path: string,
  shape: readonly number[],
): void {
  if (shapes.some((one) => one.join() === shape.join())) return;
  const takes = shapes.map((one) => `[${one.join(', ')}]`).join(' or ');
  throw new Problem(`${path} has shape [${shape.join(', ')}]; input ${name} takes ${takes}`);
}

function requireArrayShape(name: string, type: ArrayType, path: string, shape: readonly number[]): void {
  const { shapes } = type;
  if (shapes.kind === 'fixed') requireListedShape([type.shape], name, path, shape);
  if (shapes.kind === 'enumerated') requireListedShape(shapes.shapes, name, path, shape);
  if (shapes.kind !== 'range') return;
  const { axes } = shapes;
  if (axes.length === shape.length && shape.every((side, axis) => within(side, axes[axis]))) return;
  const takes = axes.map(({ lowest, highest }) => `${String(lowest)}..${String(highest ?? 'any')}`).join(', ');
  throw new Problem(`${path} has shape [${shape.join(', ')}]; input ${name} takes [${takes}]`);
}

const within = (side: number, range: Range | undefined): boolean =>
  range !== undefined && side >= range.lowest && side <= (range.highest ?? Infinity);

/** `feature` is of the model's default size. */
function requireSize(
  { name, kind, width, height }: Pick<Feature, 'name' | 'kind' | 'width' | 'height'>,
  sizes: InputSizes,
  path: string,
  size: Size,
): void {
  const equal = (one: Size): boolean => one.width === size.width && one.height === size.height;
  const refuse = (takes: string): never => {
    const remedy = 'crop it, or let --size continue it';
    throw new Problem(`${path} is ${sizeText(size)}; ${kind} ${name} takes ${takes}; ${remedy}`);
  };
  switch (sizes.kind) {
    case 'fixed':
      return equal({ width, height }) ? undefined : refuse(sizeText({ width, height }));
    case 'enumerated':
      return sizes.sizes.some(equal) ? undefined : refuse(sizes.sizes.map(sizeText).join(', '));
    case 'range':
      if (within(size.width, sizes.width) && within(size.height, sizes.height)) return;
      return refuse(
        `${String(sizes.width.lowest)}x${String(sizes.height.lowest)} to ` +
          `${String(sizes.width.highest ?? 'any')}x${String(sizes.height.highest ?? 'any')}`,
      );
  }
}

const sizeText = ({ width, height }: Size): string => `${String(width)}x${String(height)}`;
