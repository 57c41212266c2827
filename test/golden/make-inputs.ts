import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelType } from '../models/protobuf.js';

/*
 * Writes the models and images of the contract's goldens: `npx tsx test/golden/make-inputs.ts`. They are committed, so
 * that every app's tests read the same bytes. The models enlarge by repeating each pixel: every engine, also a fake
 * one, must give the same bytes.
 */

const here = join(dirname(fileURLToPath(import.meta.url)), 'contract');
const float32 = 11;
const int32 = 23;
const arrayFloat32 = 65568;
const grey = 10;
const rgb = 20;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A tensor of float32. */
const tensor = (...shape: readonly number[]) => ({
  tensorType: {
    dataType: float32,
    rank: shape.length,
    dimensions: shape.map((size) => ({ constant: { size } })),
  },
});

const twice = ({ width, height }: Size): Size => ({ width: width * 2, height: height * 2 });

const constant = (dimensions: readonly number[], values: readonly number[]) => ({
  arguments: [
    {
      value: {
        type: {
          tensorType: {
            dataType: int32,
            ...(dimensions.length > 0 && {
              rank: dimensions.length,
              dimensions: dimensions.map((size) => ({ constant: { size } })),
            }),
          },
        },
        immediateValue: { tensor: { ints: { values } } },
      },
    },
  ],
});
const two = constant([], [2]);
const integers = (...values: readonly number[]) => constant([values.length], values);
const of = (name: string) => ({ arguments: [{ name }] });

interface Operation {
  readonly type: string;
  readonly inputs: object;
  readonly outputs: readonly { readonly name: string; readonly type: object }[];
}

/** A function that enlarges planes by repeating each pixel, with what comes before and after that. */
const enlarging = (
  given: ReturnType<typeof tensor>,
  {
    planes: [channels, { width, height }],
    before = [],
    after = [],
  }: {
    /** What is enlarged: `image`, or what `before` calls `planes`. */
    readonly planes: readonly [number, Size];
    readonly before?: readonly Operation[];
    /** Makes `upscaled` of `repeated`. */
    readonly after?: readonly Operation[];
  },
) => ({
  inputs: [{ name: 'image', type: given }],
  opset: 'CoreML5',
  blockSpecializations: {
    CoreML5: {
      outputs: ['upscaled'],
      operations: [
        ...before,
        {
          type: 'upsample_nearest_neighbor',
          inputs: { x: of(before.length > 0 ? 'planes' : 'image'), scale_factor_height: two, scale_factor_width: two },
          outputs: [
            { name: after.length > 0 ? 'repeated' : 'upscaled', type: tensor(1, channels, height * 2, width * 2) },
          ],
        },
        ...after,
      ],
    },
  },
});

const repeat = (size: Size, channels = 3) =>
  enlarging(tensor(1, channels, size.height, size.width), { planes: [channels, size] });

type Describe = (name: string, size: Size) => object;
const imageOf =
  (colorSpace: number): Describe =>
  (name, { width, height }) => ({ name, type: { image: { width, height, colorSpace } } });
const arrayOf =
  (shapeOf: (size: Size) => readonly number[]): Describe =>
  (name, size) => ({ name, type: { multiArray: { shape: shapeOf(size), dataType: arrayFloat32 } } });
const image = imageOf(rgb);
const array = arrayOf(({ width, height }) => [1, 3, height, width]);
const features = (describe: Describe, size: Size, enlarged = twice(size)) => ({
  input: [describe('image', size)],
  output: [describe('upscaled', enlarged)],
});

function writePackage(name: string, model: object): void {
  const data = join(here, 'models', `${name}.mlpackage`, 'Data/com.apple.CoreML');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'model.mlmodel'), modelType.encode(modelType.fromObject(model)).finish());
  const item = { author: 'com.apple.CoreML', name: 'model.mlmodel', path: 'com.apple.CoreML/model.mlmodel' };
  const rootModelIdentifier = '00000000-0000-4000-8000-000000000001';
  const manifest = {
    fileFormatVersion: '1.0.0',
    itemInfoEntries: { [rootModelIdentifier]: item },
    rootModelIdentifier,
  };
  writeFileSync(join(here, 'models', `${name}.mlpackage`, 'Manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Raw RGB8 whose neighbours differ in every channel. */
function writeImage(name: string, { width, height }: Size): void {
  mkdirSync(join(here, 'images'), { recursive: true });
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, index) => (index * 37 + Math.floor(index / 7)) % 256,
  );
  writeFileSync(join(here, 'images', `${name}.rgb`), data);
}

const square = { width: 8, height: 8 };
const wide = { width: 16, height: 8 };

writePackage('repeat-image-x2', {
  specificationVersion: 6,
  description: features(image, square),
  mlProgram: { functions: { main: repeat(square) } },
});
writePackage('repeat-array-x2', {
  specificationVersion: 9,
  // A package of several functions describes the features of each, and none of its own.
  description: {
    functions: [
      { name: 'main', ...features(array, square) },
      { name: 'wide', ...features(array, wide) },
    ],
    defaultFunctionName: 'main',
  },
  mlProgram: { functions: { main: repeat(square), wide: repeat(wide) } },
});
writePackage('luma-image-x2', {
  specificationVersion: 6,
  description: features(imageOf(grey), square),
  mlProgram: { functions: { main: repeat(square, 1) } },
});
writePackage('luma-array-x2', {
  specificationVersion: 6,
  description: features(
    arrayOf(({ width, height }) => [1, 1, height, width]),
    square,
  ),
  mlProgram: { functions: { main: repeat(square, 1) } },
});

/** Arrays in which the colours come last, or without a batch. */
const transpose = (x: string, perm: readonly number[], name: string, ...shape: readonly number[]): Operation => ({
  type: 'transpose',
  inputs: { x: of(x), perm: integers(...perm) },
  outputs: [{ name, type: tensor(...shape) }],
});
const addBatch = (x: string, name: string, ...shape: readonly number[]): Operation => ({
  type: 'expand_dims',
  inputs: { x: of(x), axes: integers(0) },
  outputs: [{ name, type: tensor(...shape) }],
});
const dropBatch = (x: string, name: string, ...shape: readonly number[]): Operation => ({
  type: 'squeeze',
  inputs: { x: of(x), axes: integers(0) },
  outputs: [{ name, type: tensor(...shape) }],
});
const oblong = { width: 8, height: 6 };
const [wide8, high6] = [oblong.width, oblong.height];
writePackage('repeat-layouts-x2', {
  specificationVersion: 9,
  description: {
    functions: [
      {
        name: 'chw',
        ...features(
          arrayOf(({ width, height }) => [3, height, width]),
          oblong,
        ),
      },
      {
        name: 'hwc',
        ...features(
          arrayOf(({ width, height }) => [height, width, 3]),
          oblong,
        ),
      },
      {
        name: 'nhwc',
        ...features(
          arrayOf(({ width, height }) => [1, height, width, 3]),
          oblong,
        ),
      },
    ],
    defaultFunctionName: 'chw',
  },
  mlProgram: {
    functions: {
      chw: enlarging(tensor(3, high6, wide8), {
        before: [addBatch('image', 'planes', 1, 3, high6, wide8)],
        planes: [3, oblong],
        after: [dropBatch('repeated', 'upscaled', 3, high6 * 2, wide8 * 2)],
      }),
      hwc: enlarging(tensor(high6, wide8, 3), {
        before: [
          transpose('image', [2, 0, 1], 'first', 3, high6, wide8),
          addBatch('first', 'planes', 1, 3, high6, wide8),
        ],
        planes: [3, oblong],
        after: [
          dropBatch('repeated', 'whole', 3, high6 * 2, wide8 * 2),
          transpose('whole', [1, 2, 0], 'upscaled', high6 * 2, wide8 * 2, 3),
        ],
      }),
      nhwc: enlarging(tensor(1, high6, wide8, 3), {
        before: [transpose('image', [0, 3, 1, 2], 'planes', 1, 3, high6, wide8)],
        planes: [3, oblong],
        after: [transpose('repeated', [0, 2, 3, 1], 'upscaled', 1, high6 * 2, wide8 * 2, 3)],
      }),
    },
  },
});

/** Loses two pixels on each side, as two convolutions of 3x3 without padding do. */
const shrunk = { width: square.width - 4, height: square.height - 4 };
writePackage('shrinking-x2', {
  specificationVersion: 6,
  description: features(image, square, twice(shrunk)),
  mlProgram: {
    functions: {
      main: enlarging(tensor(1, 3, square.height, square.width), {
        before: [
          {
            type: 'slice_by_size',
            inputs: {
              x: of('image'),
              begin: integers(0, 0, 2, 2),
              size: integers(1, 3, shrunk.height, shrunk.width),
            },
            outputs: [{ name: 'planes', type: tensor(1, 3, shrunk.height, shrunk.width) }],
          },
        ],
        planes: [3, shrunk],
      }),
    },
  },
});
writeImage('small', square);
writeImage('tiny', { width: 5, height: 3 });
writeImage('large', { width: 20, height: 13 });
