import { blob, floats, mil, weightFile } from './sample.js';
import type { SampleFunction, SampleModel } from './sample.js';

/** The input and output of a network that takes images of 8x8 and 16x16 and leaves its output's size to be measured. */
export function flexibleFeatures() {
  const sizes = [8, 16].map((side) => ({ width: side, height: side }));
  const image = (name: string) => ({
    name,
    type: { image: { width: 8, height: 8, colorSpace: 20, enumeratedSizes: { sizes } } },
  });
  return { input: [image('x')], output: [image('y')] };
}

const open = [1, 3, undefined, undefined];

/** A 1x1 convolution, then an enlargement by a factor. */
export const enlargingFunction = (factor: number): SampleFunction => ({
  inputs: [{ name: 'x', shape: open }],
  operations: [
    {
      type: 'conv',
      inputs: { x: 'x', weight: blob(mil.fp32, [3, 3, 1, 1], 64) },
      outputs: [{ name: 'c', shape: open }],
    },
    {
      type: 'upsample_nearest_neighbor',
      inputs: { x: 'c', scale_factor_height: floats([factor], []), scale_factor_width: floats([factor], []) },
      outputs: [{ name: 'y', shape: open }],
    },
  ],
  outputs: ['y'],
});

/** The weights of enlarging functions; several of a package share them. */
export const enlargingWeights = weightFile(mil.fp32, new Uint8Array(3 * 3 * 4));

export const flexibleModel = (): SampleModel => ({
  description: flexibleFeatures(),
  weights: enlargingWeights,
  functions: { main: enlargingFunction(2) },
});
