import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blob, bytes, flag, floats, ints, mil, text, weightFile, writeSample } from './sample.js';
import { modelType } from './protobuf.js';

const dtype = mil.fp32;

/** Models of a few hundred bytes that between them use each part of the format, for damaging. */
export function smallModels(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return [
    program(join(folder, 'program.mlpackage')),
    network(folder, 'network'),
    pipeline(folder, 'pipeline'),
    shaped(join(folder, 'shaped.mlpackage')),
  ];
}

const description = {
  input: [{ name: 'x', type: { multiArray: { shape: [1, 2, 4, 4], dataType: 65568 } } }],
  output: [{ name: 'y', type: { multiArray: { shape: [1, 3, 4, 4], dataType: 65568 } } }],
  metadata: { license: 'none' },
};

/** A weight in weight.bin, one that is scaled, a palette of vectors and a sparse one. */
function program(path: string): string {
  const compressed = (type: string, name: string, shape: number[], inputs: Record<string, object>) => ({
    type,
    inputs,
    outputs: [{ name, dtype, shape }],
  });
  return writeSample(path, {
    specificationVersion: 9,
    description,
    weights: weightFile(mil.fp32, new Uint8Array(3 * 2 * 4)),
    functions: {
      main: {
        inputs: [{ name: 'x', dtype, shape: [1, 2, 4, 4] }],
        operations: [
          {
            type: 'const',
            attributes: { val: blob(mil.fp32, [3, 2, 1, 1], 64) },
            outputs: [{ name: 'w', dtype, shape: [3, 2, 1, 1] }],
          },
          {
            type: 'conv',
            inputs: { x: 'x', weight: 'w', pad_type: text('valid') },
            outputs: [{ name: 'c', dtype, shape: [1, 3, 4, 4] }],
          },
          compressed('constexpr_blockwise_shift_scale', 's', [1, 3, 1, 1], {
            data: bytes(mil.int8, [1, 2, 3], [1, 3, 1, 1]),
            scale: floats([1, 2, 3], [1, 3, 1, 1]),
          }),
          compressed('constexpr_lut_to_dense', 'l', [4, 2], {
            indices: bytes(mil.uint1, [0b0101], [4, 1]),
            lut: floats([1, 2, 3, 4], [1, 1, 2, 2]),
            vector_axis: ints([1], []),
          }),
          compressed('constexpr_sparse_to_dense', 'p', [1, 3, 1, 1], {
            nonzero_data: floats([7, 8], [2]),
            mask: bytes(mil.uint1, [0b101], [1, 3, 1, 1]),
          }),
          { type: 'mul', inputs: { x: 'c', y: 's' }, outputs: [{ name: 'm', dtype, shape: [1, 3, 4, 4] }] },
          {
            type: 'prelu',
            inputs: { x: 'm', alpha: floats([1, 2, 3]) },
            outputs: [{ name: 'q', dtype, shape: [1, 3, 4, 4] }],
          },
          { type: 'linear', inputs: { x: 'q', weight: 'l' }, outputs: [{ name: 'n', dtype, shape: [1, 3, 4, 4] }] },
          { type: 'add', inputs: { x: 'n', y: 'p' }, outputs: [{ name: 'y', dtype, shape: [1, 3, 4, 4] }] },
        ],
        outputs: ['y'],
      },
    },
  });
}

/** Operations that say shapes, axes, windows and factors: what goes wrong with them goes wrong after reading. */
function shaped(path: string): string {
  const step = (type: string, inputs: Record<string, string | object | string[]>, name: string, shape: number[]) => ({
    type,
    inputs,
    outputs: [{ name, dtype, shape }],
  });
  const whole = (type: string, inputs: Record<string, string | object | string[]>, name: string, shape: number[]) => ({
    ...step(type, inputs, name, shape),
    outputs: [{ name, dtype: mil.int32, shape }],
  });
  const window = { pad_type: text('custom'), pad: ints([0, 0, 0, 0]), strides: ints([2, 2]) };
  return writeSample(path, {
    description,
    functions: {
      main: {
        inputs: [{ name: 'x', dtype, shape: [1, 2, 4, 4] }],
        operations: [
          step('pad', { x: 'x', pad: ints([1, 1, 1, 1]), mode: text('reflect') }, 'p', [1, 2, 6, 6]),
          step('max_pool', { x: 'p', kernel_sizes: ints([2, 2]), ...window }, 'k', [1, 2, 3, 3]),
          step(
            'conv_transpose',
            { x: 'k', weight: floats(Array(8).fill(1), [2, 1, 2, 2]), ...window },
            't',
            [1, 1, 6, 6],
          ),
          step('slice_by_index', { x: 't', begin: ints([0, 0, 1, 1]), end: ints([1, 1, 5, 5]) }, 's', [1, 1, 4, 4]),
          step('tile', { x: 's', reps: ints([1, 4, 1, 1]) }, 'm', [1, 4, 4, 4]),
          step('pixel_shuffle', { x: 'm', upscale_factor: ints([2], []) }, 'u', [1, 1, 8, 8]),
          step('pixel_unshuffle', { x: 'u', downscale_factor: ints([2], []) }, 'd', [1, 4, 4, 4]),
          step('reduce_mean', { x: 'd', axes: ints([1]), keep_dims: flag(true) }, 'r', [1, 1, 4, 4]),
          step('upsample_bilinear', { x: 'r', scale_factor_height: floats([2], []) }, 'b', [1, 1, 8, 4]),
          whole('shape', { x: 'b' }, 'g', [4]),
          whole('gather', { x: 'g', indices: ints([2, 3]), axis: ints([0], []) }, 'h', [2]),
          whole('floor_div', { x: 'h', y: ints([4, 2]) }, 'i', [2]),
          whole('concat', { values: ['i', 'i'], axis: ints([0], []) }, 'j', [4]),
          step('reshape', { x: 'b', shape: ints([1, 2, 4, 4]) }, 'v', [1, 2, 4, 4]),
          step('layer_norm', { x: 'v', axes: ints([3]) }, 'w', [1, 2, 4, 4]),
          step('matmul', { x: 'w', y: 'v', transpose_y: flag(true) }, 'z', [1, 2, 4, 4]),
          step('softmax', { x: 'z', axis: ints([-1], []) }, 'o', [1, 2, 4, 4]),
          step('transpose', { x: 'o', perm: ints([0, 1, 3, 2]) }, 'q', [1, 2, 4, 4]),
          step('gather_nd', { x: 'q', indices: ints([0], [1, 1]) }, 'y', [1, 2, 4, 4]),
        ],
        outputs: ['y', 'j'],
      },
    },
  });
}

const layers = [
  {
    name: 'conv',
    input: ['x'],
    output: ['c'],
    convolution: {
      outputChannels: 3,
      kernelChannels: 2,
      nGroups: 1,
      kernelSize: [1, 1],
      stride: [1, 1],
      dilationFactor: [1, 1],
      valid: {},
      weights: {
        rawValue: Buffer.from([1, 2, 3]),
        quantization: { numberOfBits: 4, linearQuantization: { scale: [1], bias: [0] } },
      },
    },
  },
  { name: 'relu', input: ['c'], output: ['r'], activation: { leakyReLU: { alpha: 0.1 } } },
  { name: 'scale', input: ['r'], output: ['s'], scale: { shapeScale: [3], scale: { floatValue: [1, 2, 3] } } },
  { name: 'pad', input: ['s'], output: ['p'], constantPad: { value: 1, padAmounts: [0, 0, 0, 0, 1, 1, 1, 1] } },
  {
    name: 'cut',
    input: ['p'],
    output: ['y'],
    crop: {
      cropAmounts: {
        borderAmounts: [
          { startEdgeSize: 1, endEdgeSize: 1 },
          { startEdgeSize: 1, endEdgeSize: 1 },
        ],
      },
    },
  },
];

const networkModel = { specificationVersion: 4, description, neuralNetwork: { layers, arrayInputShapeMapping: 1 } };

const network = (folder: string, name: string): string => encoded(folder, name, networkModel);

const pipeline = (folder: string, name: string): string =>
  encoded(folder, name, { specificationVersion: 4, description, pipeline: { models: [networkModel] } });

function encoded(folder: string, name: string, model: object): string {
  const path = join(folder, `${name}.mlmodel`);
  writeFileSync(path, modelType.encode(modelType.fromObject(model)).finish());
  return path;
}
