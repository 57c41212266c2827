import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelType } from '../../src/coreml/schema.js';

/*
 * Writes the models and images of the contract's goldens: `npx tsx test/golden/make-inputs.ts`. They are committed, so
 * that every app's tests read the same bytes. The models enlarge by repeating each pixel: every engine, also a fake
 * one, must give the same bytes.
 */

const here = join(dirname(fileURLToPath(import.meta.url)), 'contract');
const float32 = 11;
const int32 = 23;
const arrayFloat32 = 65568;
const rgb = 20;

interface Size {
  readonly width: number;
  readonly height: number;
}

const tensor = ({ width, height }: Size) => ({
  tensorType: { dataType: float32, rank: 4, dimensions: [1, 3, height, width].map((size) => ({ constant: { size } })) },
});

const twice = ({ width, height }: Size): Size => ({ width: width * 2, height: height * 2 });

const two = {
  arguments: [
    { value: { type: { tensorType: { dataType: int32 } }, immediateValue: { tensor: { ints: { values: [2] } } } } },
  ],
};

const repeat = (size: Size) => ({
  inputs: [{ name: 'image', type: tensor(size) }],
  opset: 'CoreML5',
  blockSpecializations: {
    CoreML5: {
      outputs: ['upscaled'],
      operations: [
        {
          type: 'upsample_nearest_neighbor',
          inputs: { x: { arguments: [{ name: 'image' }] }, scale_factor_height: two, scale_factor_width: two },
          outputs: [{ name: 'upscaled', type: tensor(twice(size)) }],
        },
      ],
    },
  },
});

const image = (name: string, { width, height }: Size) => ({
  name,
  type: { image: { width, height, colorSpace: rgb } },
});
const array = (name: string, { width, height }: Size) => ({
  name,
  type: { multiArray: { shape: [1, 3, height, width], dataType: arrayFloat32 } },
});
const features = (describe: typeof image | typeof array, size: Size) => ({
  input: [describe('image', size)],
  output: [describe('upscaled', twice(size))],
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
writeImage('small', square);
writeImage('tiny', { width: 5, height: 3 });
writeImage('large', { width: 20, height: 13 });
