import { ints, mil, weightFile, blob, floats } from './sample.js';
import type { SampleModel } from './sample.js';

/** Bytes of a mean over a square of `side` pixels, for each of three channels on its own. */
const meanWeights = (side: number): Uint8Array =>
  weightFile(mil.fp32, new Uint8Array(new Float32Array(3 * side * side).fill(1 / side ** 2).buffer));

/**
 * A network of one convolution without padding, the mean over 2 * inset + 1 pixels a side, which then repeats each pixel:
 * inputs of `side` pixels give `factor * (side - 2 * inset)`.
 */
export function shrinkingModel(side: number, inset: number, factor: number): SampleModel {
  const kernel = 2 * inset + 1;
  const [inner, outer] = [side - 2 * inset, (side - 2 * inset) * factor];
  const image = (name: string, pixels: number) => ({
    name,
    type: { image: { width: pixels, height: pixels, colorSpace: 20 } },
  });
  return {
    description: { input: [image('x', side)], output: [image('y', outer)] },
    weights: meanWeights(kernel),
    functions: {
      main: {
        inputs: [{ name: 'x', shape: [1, 3, side, side] }],
        operations: [
          {
            type: 'conv',
            inputs: { x: 'x', weight: blob(mil.fp32, [3, 1, kernel, kernel], 64), groups: ints([3], []) },
            outputs: [{ name: 'c', shape: [1, 3, inner, inner] }],
          },
          {
            type: 'upsample_nearest_neighbor',
            inputs: { x: 'c', scale_factor_height: floats([factor], []), scale_factor_width: floats([factor], []) },
            outputs: [{ name: 'y', shape: [1, 3, outer, outer] }],
          },
        ],
        outputs: ['y'],
      },
    },
  };
}

/** A network that repeats each pixel of an image of any size twice. */
export function repeatingModel(): SampleModel {
  const range = { lowerBound: 1, upperBound: 512 };
  const image = (name: string) => ({
    name,
    type: {
      image: { width: 64, height: 64, colorSpace: 20, imageSizeRange: { widthRange: range, heightRange: range } },
    },
  });
  const open = [1, 3, undefined, undefined];
  return {
    description: { input: [image('image')], output: [image('upscaled')] },
    functions: {
      main: {
        inputs: [{ name: 'image', shape: open }],
        operations: [
          {
            type: 'upsample_nearest_neighbor',
            inputs: { x: 'image', scale_factor_height: floats([2], []), scale_factor_width: floats([2], []) },
            outputs: [{ name: 'upscaled', shape: open }],
          },
        ],
        outputs: ['upscaled'],
      },
    },
  };
}
