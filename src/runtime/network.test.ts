import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { opaqueLayers } from '../coreml/network-layers.js';
import { modelType } from '../../test/models/protobuf.js';
import { compileModel, hostPredictor } from './index.js';

const fp32 = 65568;
const array = (name: string, shape: number[], more: object = {}) => ({
  name,
  type: { multiArray: { shape, dataType: fp32, ...more } },
});
const image = (name: string, width: number, height: number, colorSpace = 20) => ({
  name,
  type: { image: { width, height, colorSpace } },
});
const network = (layers: object[], input: object, output: object, more: object = {}) => ({
  specificationVersion: 4,
  description: { input: [input], output: [output] },
  neuralNetwork: { layers, ...more },
});
const linear = (name: string, from: string, to: string, alpha: number, beta: number) => ({
  name,
  input: [from],
  output: [to],
  activation: { linear: { alpha, beta } },
});

describe('a neural network', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  const written = (model: object): string => {
    const path = join(folder, 'model.mlmodel');
    writeFileSync(path, modelType.encode(modelType.fromObject(model)).finish());
    return path;
  };
  async function run(model: object, name: string, shape: number[], values: number[]) {
    const predictor = await hostPredictor(written(model), { threads: 1 });
    const outputs = await predictor.predict({ [name]: { shape, data: Float32Array.from(values) } });
    await predictor.release();
    return Object.values(outputs).map((tensor) => ({ shape: tensor.shape, values: [...tensor.data] }))[0];
  }

  it('takes and gives arrays of the rank they are declared with, [C, H, W] before iOS 13', async () => {
    const edges = [
      { startEdgeSize: 0, endEdgeSize: 1 },
      { startEdgeSize: 1, endEdgeSize: 0 },
    ];
    const pad = {
      name: 'p',
      input: ['x'],
      output: ['y'],
      padding: { paddingAmounts: { borderAmounts: edges }, constant: { value: 9 } },
    };
    const result = await run(network([pad], array('x', [1, 1, 2]), array('y', [1, 2, 3])), 'x', [1, 1, 2], [1, 2]);
    expect(result).to.deep.equal({ shape: [1, 2, 3], values: [9, 1, 2, 9, 9, 9] });
  });

  it('enlarges by a deconvolution that is padded the same', async () => {
    const deconvolution = {
      outputChannels: 1,
      kernelChannels: 1,
      nGroups: 1,
      kernelSize: [2, 2],
      stride: [2, 2],
      dilationFactor: [1, 1],
      isDeconvolution: true,
      same: {},
      weights: { floatValue: [1, 2, 3, 4] },
    };
    const layer = { name: 'd', input: ['x'], output: ['y'], convolution: deconvolution };
    const model = network([layer], array('x', [1, 1, 2]), array('y', [1, 2, 4]));
    expect(await run(model, 'x', [1, 1, 2], [1, 10])).to.deep.equal({
      shape: [1, 2, 4],
      values: [1, 2, 10, 20, 3, 4, 30, 40],
    });
  });

  it('decodes weights of three bits, the most significant first', async () => {
    const packed = Buffer.from([0b00101001, 0b11000000]); // 1, 2, 3
    const layer = {
      name: 'c',
      input: ['x'],
      output: ['y'],
      convolution: {
        outputChannels: 3,
        kernelChannels: 1,
        nGroups: 1,
        kernelSize: [1, 1],
        stride: [1, 1],
        dilationFactor: [1, 1],
        valid: {},
        weights: {
          rawValue: packed,
          quantization: { numberOfBits: 3, linearQuantization: { scale: [2], bias: [0, 1, 0] } },
        },
      },
    };
    const model = network([layer], array('x', [1, 1, 1]), array('y', [3, 1, 1]));
    expect((await run(model, 'x', [1, 1, 1], [1]))?.values).to.deep.equal([2, 5, 6]);
  });

  it('scales and shifts an image by its colours before anything else', async () => {
    const preprocessing = [{ featureName: 'x', scaler: { channelScale: 2, redBias: 1, greenBias: 10, blueBias: 100 } }];
    const copy = { name: 'c', input: ['x'], output: ['y'], copy: {} };
    const model = network([copy], image('x', 1, 1, 30), array('y', [3, 1, 1]), { preprocessing });
    expect((await run(model, 'x', [1, 3, 1, 1], [7, 8, 9]))?.values).to.deep.equal([114, 26, 19]);
  });

  it('in a pipeline is given what the one before made, images as bytes', async () => {
    const first = network([linear('a', 'x', 'between', 1, 0.4)], image('x', 1, 1), image('between', 1, 1));
    const second = network([linear('b', 'between', 'y', 10, 0)], image('between', 1, 1), array('y', [3, 1, 1]));
    const pipeline = {
      specificationVersion: 4,
      description: { input: [image('x', 1, 1)], output: [array('y', [3, 1, 1])] },
      pipeline: { models: [first, second] },
    };
    expect((await run(pipeline, 'x', [1, 3, 1, 1], [1, 2.2, 300]))?.values).to.deep.equal([10, 30, 2550]);
  });

  const refusalOf = (layer: object): string => {
    const path = written(
      network([{ name: 'l', input: ['x'], output: ['y'], ...layer }], array('x', [1]), array('y', [1])),
    );
    const outcome = compileModel(path, join(folder, 'out'));
    return outcome.status === 'unsupported' ? outcome.reason : outcome.status;
  };

  it('with a layer that is not run is unsupported, by the layer’s kind and name', async () => {
    for (const kind of Object.keys(opaqueLayers)) expect(refusalOf({ [kind]: {} })).to.equal(`layer ${kind} (l)`);
    const error: unknown = await hostPredictor(join(folder, 'model.mlmodel')).catch((why: unknown) => why);
    expect(String(error)).to.include('layer categoricalDistribution (l)');
  });

  it('with a custom layer is unsupported, by the class that would run it', () => {
    expect(refusalOf({ custom: { className: 'MyLayer' } })).to.equal('layer custom (l, class MyLayer)');
  });

  it('with a known layer in a form that is not run says which', () => {
    const gather = { input: ['x', 'x'], gather: { axis: 7 } };
    expect(refusalOf(gather)).to.equal('layer gather (l): axis 7 of 5');
  });

  it('takes a mean image off, then scales, in the order that is stated', async () => {
    const preprocessing = [
      { featureName: 'x', meanImage: { meanImage: [1, 2, 3, 4, 5, 6] } },
      { featureName: 'x', scaler: { channelScale: 2, redBias: 1 } },
      { featureName: 'other', scaler: { channelScale: 100 } },
    ];
    const copy = { name: 'c', input: ['x'], output: ['y'], copy: {} };
    const model = network([copy], image('x', 2, 1), array('y', [3, 1, 2]), { preprocessing });
    expect((await run(model, 'x', [1, 3, 1, 2], [1, 3, 4, 4, 5, 8]))?.values).to.deep.equal([1, 3, 2, 0, 0, 4]);
  });

  it('takes images in the axes that it states', async () => {
    const shape = { name: 's', input: ['x'], output: ['y'], getShape: {} };
    const of = (imageInputShapeMapping: number, rank: number) =>
      run(
        network([shape], image('x', 2, 1), array('y', [rank]), { imageInputShapeMapping, arrayInputShapeMapping: 1 }),
        'x',
        [1, 3, 1, 2],
        [0, 0, 0, 0, 0, 0],
      );
    expect((await of(0, 5))?.values).to.deep.equal([1, 1, 3, 1, 2]);
    expect((await of(1, 4))?.values).to.deep.equal([1, 3, 1, 2]);
  });

  it('gives a result of five axes back as [C, H, W] where no shape is stated', async () => {
    const copy = { name: 'c', input: ['x'], output: ['y'], copy: {} };
    const model = network([copy], array('x', [2]), { name: 'y', type: { multiArray: { dataType: fp32 } } });
    expect(await run(model, 'x', [2], [1, 2])).to.deep.equal({ shape: [2, 1, 1], values: [1, 2] });
  });

  it('runs on arrays of any size that its ranges allow, before iOS 13 too', async () => {
    const ranges = [3, 1, 1].map((lowerBound, axis) => ({ lowerBound, upperBound: axis === 0 ? 3 : -1 }));
    const input = array('x', [3, 2, 2], { shapeRange: { sizeRanges: ranges } });
    const conv = {
      outputChannels: 1,
      kernelChannels: 3,
      nGroups: 1,
      kernelSize: [1, 1],
      valid: {},
      weights: { floatValue: [1, 10, 100] },
    };
    const layers = [
      { name: 'c', input: ['x'], output: ['c'], convolution: conv },
      { name: 'r', input: ['c'], output: ['y'], activation: { ReLU: {} } },
    ];
    const model = network(layers, input, { name: 'y', type: { multiArray: { dataType: fp32 } } });
    expect(await run(model, 'x', [3, 1, 2], [1, 2, 3, 4, 5, -9])).to.deep.equal({ shape: [1, 1, 2], values: [531, 0] });
  });

  it('computes in floats with arrays of integers', async () => {
    const integers = 131104;
    const half = { name: 'h', input: ['x'], output: ['h'], multiply: { alpha: 0.5 } };
    const up = { name: 'u', input: ['h'], output: ['y'], ceil: {} };
    const feature = (name: string) => ({ name, type: { multiArray: { shape: [2], dataType: integers } } });
    const model = network([half, up], feature('x'), feature('y'), { arrayInputShapeMapping: 1 });
    const predictor = await hostPredictor(written(model), { threads: 1 });
    const { y } = await predictor.predict({ x: { shape: [2], data: Int32Array.from([3, 4]) } });
    await predictor.release();
    expect(y?.data).to.deep.equal(Int32Array.from([2, 2]));
  });

  it('whose weights are too few is damaged, and the layer is named', async () => {
    const layer = { name: 'offset', input: ['x'], output: ['y'], bias: { shape: [2], bias: { floatValue: [1] } } };
    const path = written(network([layer], array('x', [2, 1, 1]), array('y', [2, 1, 1])));
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(error).to.be.instanceOf(Problem);
    expect(String(error)).to.include('layer offset: 1 weights for [2, 1, 1]');
  });
});
