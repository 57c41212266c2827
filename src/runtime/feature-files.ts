import { Problem } from '../problem.js';
import type { FeatureDescription, Range } from '../coreml/feature.js';
import { readImage, writePng } from '../image/files.js';
import { windowAt } from '../image/rgb.js';
import type { Rgb8, Size } from '../image/rgb.js';
import { readNpy, writeNpy } from './npy.js';
import { toByte } from './pixels.js';
import type { Tensor } from './predictor.js';

type ImageType = Extract<FeatureDescription['type'], { kind: 'image' }>;
type ArrayType = Extract<FeatureDescription['type'], { kind: 'array' }>;

const isNpy = (path: string): boolean => /\.npy$/i.test(path);

/**
 * Reads a file as a feature's tensor: PNG or JPEG for an image, .npy for an array. An image may also be .npy, [H, W, C] of
 * 0-255, unrounded. `size` continues a smaller image by its mirror image. Throws a Problem that names the file.
 */
export async function tensorFromFile(feature: FeatureDescription, path: string, size?: Size): Promise<Tensor> {
  const { name, type } = feature;
  switch (type.kind) {
    case 'other':
      throw new Problem(`input ${name} is neither image nor array; rezbench cannot fill it`);
    case 'array': {
      if (!isNpy(path)) throw new Problem(`${path}: input ${name} is an array; give a .npy file`);
      const { shape, data } = readNpy(path);
      requireArrayShape(feature.name, type, path, shape);
      return { shape, data: type.element === 'int32' ? Int32Array.from(data) : Float32Array.from(data) };
    }
    case 'image': {
      const channels = channelsOf(type);
      if (isNpy(path)) {
        const { shape, data } = readNpy(path);
        const [height = 0, width = 0, depth = 1] = shape;
        if (shape.length < 2 || shape.length > 3 || depth !== channels) {
          throw new Problem(`${path} has shape [${shape.join(', ')}]; image ${name} takes [H, W, ${String(channels)}]`);
        }
        requireImageSize(feature, type, path, { width, height });
        return interleavedToPlanes(type, { width, height }, data);
      }
      const read = await readImage(path);
      const image = size ? windowOf(read, size, path) : read;
      requireImageSize(feature, type, path, image);
      return interleavedToPlanes(type, image, channels === 1 ? grey(image) : image.data);
    }
  }
}

/** Writes an output: an image as .png, or unrounded as .npy [H, W, C]; an array as .npy. */
export async function writeTensor({ name, type }: FeatureDescription, path: string, tensor: Tensor): Promise<void> {
  if (type.kind !== 'image') {
    if (!isNpy(path)) throw new Problem(`${path}: output ${name} is an array; name a .npy file`);
    writeNpy(path, tensor);
    return;
  }
  const [, channels = 3, height = 0, width = 0] = tensor.shape;
  const pixels = width * height;
  const interleaved = new Float32Array(pixels * channels);
  for (let at = 0; at < interleaved.length; at++) {
    const channel = at % channels;
    const plane = type.colour === 'bgr' ? channels - 1 - channel : channel;
    interleaved[at] = tensor.data[plane * pixels + Math.floor(at / channels)] ?? 0;
  }
  if (isNpy(path)) {
    writeNpy(path, { shape: [height, width, channels], data: interleaved });
  } else if (/\.png$/i.test(path)) {
    const data = Uint8Array.from({ length: pixels * 3 }, (_, at) =>
      toByte(interleaved[channels === 1 ? Math.floor(at / 3) : at] ?? 0),
    );
    await writePng(path, { width, height, data });
  } else {
    throw new Problem(`${path}: output ${name} is an image; name a .png or .npy file`);
  }
}

const channelsOf = ({ colour }: ImageType): number => (colour === 'gray' || colour === 'gray16' ? 1 : 3);

function windowOf(image: Rgb8, size: Size, path: string): Rgb8 {
  if (image.width <= size.width && image.height <= size.height) return windowAt(image, 0, 0, size);
  throw new Problem(
    `${path} is ${sizeText(image)}, larger than --size ${sizeText(size)}; crop it or name a larger size`,
  );
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

function requireImageSize(
  { name }: FeatureDescription,
  { sizes, width, height }: ImageType,
  path: string,
  size: Size,
): void {
  const equal = (one: Size): boolean => one.width === size.width && one.height === size.height;
  const refuse = (takes: string): never => {
    throw new Problem(`${path} is ${sizeText(size)}; image ${name} takes ${takes}; crop it, or let --size continue it`);
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

/** Converts interleaved samples to planes in the order the feature declares. */
function interleavedToPlanes(type: ImageType, { width, height }: Size, samples: ArrayLike<number>): Tensor {
  const [channels, pixels] = [channelsOf(type), width * height];
  const data = new Float32Array(pixels * channels);
  for (let at = 0; at < data.length; at++) {
    const channel = at % channels;
    const plane = type.colour === 'bgr' ? channels - 1 - channel : channel;
    data[plane * pixels + Math.floor(at / channels)] = samples[at] ?? 0;
  }
  return { shape: [1, channels, height, width], data };
}

/** Converts to luma as BT.601 weighs it, full range. */
const grey = ({ width, height, data }: Rgb8): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
