import type { Feature } from '../contract/job.js';
import { assertNever } from '../contract/outcome.js';
import { fullRangeLuma } from '../image/chroma.js';
import { toByte } from '../image/rgb.js';
import type { Rgb8 } from '../image/rgb.js';
import { Problem } from '../problem.js';
import type { Tensor } from './predictor.js';

/**
 * Locates channel c (0 is red) of pixel p of a feature in its tensor. Core ML hands an image feature to the program as
 * planes of 0-255, in the colour order the feature declares.
 */
function indexer({ layout, channels }: Feature, pixels: number): (pixel: number, channel: number) => number {
  switch (layout) {
    case 'RGB':
    case 'GRAY':
    case 'NCHW':
    case 'CHW':
      return (pixel, channel) => channel * pixels + pixel;
    case 'BGR':
      return (pixel, channel) => (2 - channel) * pixels + pixel;
    case 'NHWC':
    case 'HWC':
      return (pixel, channel) => pixel * channels + channel;
    default:
      return assertNever(layout);
  }
}

/** The shape of a feature's tensor. */
export function shapeOf({ layout, channels, width, height }: Feature): number[] {
  switch (layout) {
    case 'RGB':
    case 'BGR':
    case 'GRAY':
    case 'NCHW':
      return [1, channels, height, width];
    case 'NHWC':
      return [1, height, width, channels];
    case 'CHW':
      return [channels, height, width];
    case 'HWC':
      return [height, width, channels];
    default:
      return assertNever(layout);
  }
}

/** Converts an image to the tensor of a feature of its size: its colours, or its luma, which an image feature gets in bytes. */
export function tensorFromPixels(feature: Feature, image: Rgb8): Tensor {
  const { kind, channels, width, height, range } = feature;
  const pixels = width * height;
  const at = indexer(feature, pixels);
  const data = new Float32Array(pixels * channels);
  const [low, high] = range;
  const scale = (high - low) / 255;
  const level = (pixel: number, channel: number): number => image.data[pixel * 3 + channel] ?? 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (channels === 1) {
      const luma = fullRangeLuma(level(pixel, 0), level(pixel, 1), level(pixel, 2));
      data[at(pixel, 0)] = low + (kind === 'image' ? toByte(luma) : luma) * scale;
      continue;
    }
    for (let channel = 0; channel < 3; channel++) data[at(pixel, channel)] = low + level(pixel, channel) * scale;
  }
  return { shape: shapeOf(feature), data };
}

/** Converts a feature's tensor to an image: scaled to 0-255, clamped, rounded half to even. */
export function pixelsFromTensor(feature: Feature, tensor: Tensor): Rgb8 {
  const { width, height } = feature;
  const values = valuesFromTensor(feature, tensor);
  const data = new Uint8Array(values.length);
  for (let at = 0; at < data.length; at++) data[at] = toByte(values[at] ?? 0);
  return { width, height, data };
}

/**
 * Converts a feature's tensor to samples that are not rounded: RGB, row-major, 0 to 255; luma three times. Throws a
 * Problem for a tensor of another shape than the feature's; a batch of one may lead an array.
 */
export function valuesFromTensor(feature: Feature, { shape, data }: Tensor): Float32Array {
  const { name, kind, channels, width, height, range } = feature;
  const expected = shapeOf(feature);
  const isExpected = kind === 'image' ? shape.join() === expected.join() : isSameButForBatch(shape, expected);
  if (!isExpected) throw new Problem(`${name} has shape [${shape.join(', ')}], not [${expected.join(', ')}]`);
  const pixels = width * height;
  const at = indexer(feature, pixels);
  const out = new Float32Array(pixels * 3);
  const [low, high] = range;
  const scale = (high - low) / 255;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[at(pixel, channels === 1 ? 0 : channel)] ?? 0;
      out[pixel * 3 + channel] = Math.min(255, Math.max(0, (value - low) / scale));
    }
  }
  return out;
}

function isSameButForBatch(shape: readonly number[], expected: readonly number[]): boolean {
  const picture = (sides: readonly number[]): string =>
    (sides.length === 4 && sides[0] === 1 ? sides.slice(1) : sides).join();
  return picture(shape) === picture(expected);
}
