import type { Feature } from '../contract/job.js';
import type { Rgb8 } from '../image/rgb.js';
import type { Tensor } from './predictor.js';

/**
 * Locates channel c (0 is red) of pixel p of a feature in its tensor. Core ML hands an image feature to the program as
 * planes of 0-255, in the colour order the feature declares.
 */
function indexer({ layout }: Feature, pixels: number): (pixel: number, channel: number) => number {
  switch (layout) {
    case 'RGB':
    case 'NCHW':
      return (pixel, channel) => channel * pixels + pixel;
    case 'BGR':
      return (pixel, channel) => (2 - channel) * pixels + pixel;
    case 'NHWC':
      return (pixel, channel) => pixel * 3 + channel;
  }
}

/** Converts an image to the tensor of a feature of its size. */
export function tensorFromPixels(feature: Feature, image: Rgb8): Tensor {
  const { width, height, layout, range } = feature;
  const pixels = width * height;
  const at = indexer(feature, pixels);
  const data = new Float32Array(pixels * 3);
  const [low, high] = range;
  const scale = (high - low) / 255;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      data[at(pixel, channel)] = low + (image.data[pixel * 3 + channel] ?? 0) * scale;
    }
  }
  return { shape: layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width], data };
}

/** Converts a feature's tensor to an image: scaled to 0-255, clamped, rounded half to even. */
export function pixelsFromTensor(feature: Feature, tensor: Tensor): Rgb8 {
  const { width, height } = feature;
  return { width, height, data: Uint8Array.from(valuesFromTensor(feature, tensor), toByte) };
}

/** Converts a feature's tensor to samples that are not rounded: RGB, row-major, 0 to 255. */
export function valuesFromTensor(feature: Feature, { data }: Tensor): Float32Array {
  const { width, height, range } = feature;
  const pixels = width * height;
  const at = indexer(feature, pixels);
  const out = new Float32Array(pixels * 3);
  const [low, high] = range;
  const scale = (high - low) / 255;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[pixel * 3 + channel] = Math.min(255, Math.max(0, ((data[at(pixel, channel)] ?? 0) - low) / scale));
    }
  }
  return out;
}

/** Rounds half to even. */
export function toByte(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
