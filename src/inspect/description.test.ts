import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { describeModel } from './description.js';
import { openModel } from '../coreml/package.js';
import { blob, bytes, floats, ints, mil, weightFile, writeSample } from '../../test/models/sample.js';
import type { SampleFunction } from '../../test/models/sample.js';

const image = (flexibility: object = {}) => ({
  name: 'image',
  type: { image: { width: 64, height: 48, colorSpace: 20, ...flexibility } },
});

/** A 1x1 convolution from 2 channels to 4. */
const convolution = (weight: object | string, extra: SampleFunction['operations'] = []): SampleFunction => ({
  inputs: [{ name: 'x', shape: [1, 2, 5, 5] }],
  operations: [
    ...extra,
    {
      type: 'conv',
      inputs: { x: 'x', weight, bias: floats([1, 0, 0, 4]) },
      outputs: [{ name: 'y', dtype: mil.fp16, shape: [1, 4, 5, 5] }],
    },
  ],
  outputs: ['y'],
});

describe('a model’s description', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });
  const path = (): string => join(folder, 'model.mlpackage');

  it('counts parameters, zeros among them, and the bytes they take', () => {
    const weight = floats([1, 2, 3, 0, 5, 6, 7, 8], [4, 2, 1, 1]);
    writeSample(path(), { functions: { main: convolution(weight) } });
    const { program, minimumIos, packageBytes } = describeModel(path());
    expect(program).to.include({ params: 12, nonzeroParams: 9, weightBytes: 48, weightDtype: 'fp32' });
    expect(program?.zeroShare).to.equal(0.25);
    expect(program?.computeDtype).to.equal('fp16');
    expect([...(program?.operations ?? [])]).to.deep.equal([['conv', 1]]);
    expect(minimumIos).to.equal('16.0');
    expect(packageBytes).to.be.greaterThan(100);
  });

  it('counts a shared weight once', () => {
    const weight = { type: 'const', attributes: { val: floats([1, 2, 3, 4]) }, outputs: [{ name: 'w', shape: [4] }] };
    const scale = (from: string, to: string) => ({
      type: 'prelu',
      inputs: { x: from, alpha: 'w' },
      outputs: [{ name: to, shape: [1, 4, 5, 5] }],
    });
    const x = { name: 'x', shape: [1, 4, 5, 5] };
    const main = { inputs: [x], operations: [weight, scale('x', 'a'), scale('a', 'y')], outputs: ['y'] };
    writeSample(path(), { functions: { main } });
    expect(describeModel(path()).program?.params).to.equal(4);
  });

  it('counts the table that a 0-1 matrix selects from, through what rearranges and rounds it, and not the matrix', () => {
    const constant = (name: string, val: object, shape: readonly number[]) => ({
      type: 'const',
      attributes: { val },
      outputs: [{ name, shape }],
    });
    const passing = (type: string, operand: string, from: string | readonly string[], to: string) => ({
      type,
      inputs: { [operand]: from },
      outputs: [{ name: to, shape: [1, 3, 2] }],
    });
    const spread = (selector: readonly number[]): SampleFunction => ({
      inputs: [],
      operations: [
        constant('table', floats([1, 2, 3, 4, 0, 6], [3, 2]), [3, 2]),
        constant('selector', floats(selector, [4, 3]), [4, 3]),
        passing('concat', 'values', ['table'], 'tables'),
        passing('quantize', 'input', 'tables', 'rounded'),
        passing('dequantize', 'input', 'rounded', 'read'),
        { type: 'matmul', inputs: { x: 'selector', y: 'read' }, outputs: [{ name: 'y', shape: [1, 4, 2] }] },
      ],
      outputs: ['y'],
    });
    const counted = (selector: readonly number[]) => {
      writeSample(path(), { functions: { main: spread(selector) } });
      return describeModel(path()).program;
    };
    expect(counted([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])).to.include({ params: 6, nonzeroParams: 5 });
    // Two ones in a row sum up, which training may have wanted.
    expect(counted([1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])).to.include({ params: 18, nonzeroParams: 10 });
  });

  it('counts a compressed weight as the elements it decompresses to and the bytes it is stored in', () => {
    const int8 = {
      type: 'constexpr_affine_dequantize',
      attributes: {
        quantized_data: blob(mil.int8, [4, 2, 1, 1], 64),
        scale: floats([0.5, 1, 1, 1]),
        zero_point: bytes(mil.int8, [1, 0, 0, 0], [4]),
        axis: ints([0], []),
      },
      outputs: [{ name: 'w', shape: [4, 2, 1, 1] }],
    };
    const weights = weightFile(mil.int8, Uint8Array.of(1, 3, 0, 0, 5, 6, 7, 255));
    writeSample(path(), { functions: { main: convolution('w', [int8]) }, weights });
    const { program } = describeModel(path());
    // 8 quantized bytes, 4 scales, 4 zero points, 4 biases
    expect(program).to.include({ params: 12, nonzeroParams: 7, weightBytes: 8 + 16 + 4 + 16, weightDtype: 'int8' });
    expect(program?.operations.get('constexpr_affine_dequantize')).to.equal(1);
  });

  it('calls a palette and a sparse weight by their forms', () => {
    const indices = bytes(mil.uint8, [0b01_01_00_00, 0b11_11_10_10], [2]);
    const palette = {
      type: 'constexpr_lut_to_dense',
      attributes: { indices, lut: floats([0, 1, 2, 3]), shape: bytes(mil.uint32, le([4, 2, 1, 1]), [4]) },
      outputs: [{ name: 'w', shape: [4, 2, 1, 1] }],
    };
    writeSample(path(), { functions: { main: convolution('w', [palette]) } });
    expect(describeModel(path()).program).to.include({ weightDtype: '2-bit palette', nonzeroParams: 8 });
    const sparse = {
      type: 'constexpr_sparse_to_dense',
      attributes: {
        nonzero_data: floats([7, 8]),
        mask: bytes(mil.uint8, [0b1000_0001], [1]),
        shape: bytes(mil.uint32, le([4, 2, 1, 1]), [4]),
      },
      outputs: [{ name: 'w', shape: [4, 2, 1, 1] }],
    };
    writeSample(path(), { functions: { main: convolution('w', [sparse]) } });
    expect(describeModel(path()).program).to.include({ weightDtype: 'sparse fp32', nonzeroParams: 4, weightBytes: 25 });
  });

  it('tells fixed, enumerated and open sizes of pictures apart', () => {
    const sizes = (flexibility: object) => {
      const description = { input: [image(flexibility)], output: [image()] };
      writeSample(path(), {
        description,
        functions: { main: convolution(floats(new Array<number>(8).fill(1), [4, 2, 1, 1])) },
      });
      const type = describeModel(path()).inputs[0]?.type;
      return type?.kind === 'image' ? type.sizes : undefined;
    };
    expect(sizes({})).to.deep.equal({ kind: 'fixed' });
    expect(
      sizes({
        enumeratedSizes: {
          sizes: [
            { width: 64, height: 48 },
            { width: 8, height: 16 },
          ],
        },
      }),
    ).to.deep.equal({
      kind: 'enumerated',
      sizes: [
        { width: 64, height: 48 },
        { width: 8, height: 16 },
      ],
    });
    const range = { widthRange: { lowerBound: 8, upperBound: 64 }, heightRange: { lowerBound: 8, upperBound: -1 } };
    expect(sizes({ imageSizeRange: range })).to.deep.equal({
      kind: 'range',
      width: { lowest: 8, highest: 64 },
      height: { lowest: 8, highest: undefined },
    });
  });

  it('lists the functions of a package, the default one first, with the features of the default one', () => {
    const main = convolution(floats(new Array<number>(8).fill(1), [4, 2, 1, 1]));
    const description = {
      functions: [
        { name: 's32', input: [{ ...image(), name: 'small' }], output: [image()] },
        { name: 's64', input: [{ ...image(), name: 'large' }], output: [image()] },
      ],
      defaultFunctionName: 's64',
    };
    writeSample(path(), { specificationVersion: 9, description, functions: { s32: main, s64: main } });
    const { functions, inputs, minimumIos } = describeModel(path());
    expect(functions).to.deep.equal(['s64', 's32']);
    expect(inputs[0]?.name).to.equal('large');
    expect(minimumIos).to.equal('18.0');
  });

  describe('of a damaged package', () => {
    const problem = (): string => {
      try {
        describeModel(path());
      } catch (error) {
        if (error instanceof Problem) return error.message;
        throw error;
      }
      return 'no problem';
    };

    it('names weight.bin when it is missing, cut, or holds something else', () => {
      const main = convolution(blob(mil.fp32, [4, 2, 1, 1], 64));
      writeSample(path(), { functions: { main } });
      expect(problem()).to.include('weight.bin cannot be read');
      const whole = weightFile(mil.fp32, new Uint8Array(32));
      writeSample(path(), { functions: { main }, weights: whole.subarray(0, 150) });
      expect(problem()).to.include('the weights end early');
      writeSample(path(), { functions: { main }, weights: weightFile(mil.fp16, new Uint8Array(32)) });
      expect(problem()).to.include('not the fp32 the model expects');
    });

    it('refuses a huge tensor without allocating it', () => {
      const main = convolution(blob(mil.fp32, [2 ** 31, 2 ** 20, 1, 1], 64));
      writeSample(path(), { functions: { main }, weights: weightFile(mil.fp32, new Uint8Array(32)) });
      expect(problem()).to.include('too few for the shape');
      writeSample(path(), { functions: { main: convolution(floats([1], [2 ** 31, 2 ** 20, 1, 1])) } });
      expect(problem()).to.include('model.mlmodel: a constant of');
    });

    it('names the weight whose parts contradict each other', () => {
      const palette = {
        type: 'constexpr_lut_to_dense',
        attributes: { indices: bytes(mil.uint8, [0], [1]), lut: floats([1, 2, 3]), shape: ints([4]) },
        outputs: [{ name: 'w', shape: [4, 2, 1, 1] }],
      };
      writeSample(path(), { functions: { main: convolution('w', [palette]) } });
      expect(problem()).to.include('weight w (constexpr_lut_to_dense): a palette has 3 entries');
    });

    it('names the sparse weight whose mask counts other than its values', () => {
      const sparse = {
        type: 'constexpr_sparse_to_dense',
        attributes: {
          nonzero_data: floats([7, 8]),
          mask: bytes(mil.uint8, [0b1000_0101], [1]),
          shape: bytes(mil.uint32, le([4, 2, 1, 1]), [4]),
        },
        outputs: [{ name: 'w', shape: [4, 2, 1, 1] }],
      };
      writeSample(path(), { functions: { main: convolution('w', [sparse]) } });
      expect(problem()).to.include('weight w (constexpr_sparse_to_dense): the mask does not count the values');
    });

    it('names the manifest, a link, or the model file', () => {
      const functions = { main: convolution(floats(new Array<number>(8).fill(1), [4, 2, 1, 1])) };
      writeSample(path(), { functions });
      writeFileSync(join(path(), 'Data/com.apple.CoreML/model.mlmodel'), 'no model at all');
      expect(problem()).to.include('model.mlmodel');
      writeSample(path(), { functions });
      writeFileSync(join(path(), 'Manifest.json'), '{"itemInfoEntries": {}}');
      expect(problem()).to.include('Manifest.json: field rootModelIdentifier is missing');
      writeSample(path(), { functions });
      symlinkSync('/', join(path(), 'Data/elsewhere'));
      expect(problem()).to.include('elsewhere is a link');
    });
  });

  it('gives a renamed copy the same sha256', () => {
    const functions = { main: convolution(floats(new Array<number>(8).fill(1), [4, 2, 1, 1])) };
    const one = openModel(writeSample(join(folder, 'one.mlpackage'), { functions }));
    const two = openModel(writeSample(join(folder, 'another.mlpackage'), { functions }));
    expect(one.sha256).to.equal(two.sha256);
  });
});

/** uint32, little-endian. */
const le = (values: readonly number[]): number[] => [...new Uint8Array(Uint32Array.from(values).buffer)];
