import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { modelType } from '../coreml/schema.js';
import { compileModel, hostPredictor } from './index.js';

const fp32 = 65568;
const array = (name: string, shape: number[]) => ({ name, type: { multiArray: { shape, dataType: fp32 } } });
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

  it('with a layer that is not known is unsupported, by its name', async () => {
    const layer = { name: 'l', input: ['x'], output: ['y'], uniDirectionalLSTM: {} };
    const path = written(network([layer], array('x', [1]), array('y', [1])));
    expect(compileModel(path, join(folder, 'out'))).to.deep.equal({
      status: 'unsupported',
      reason: 'layer uniDirectionalLSTM',
    });
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(String(error)).to.include('layer uniDirectionalLSTM');
  });

  it('whose weights are too few is damaged, and the layer is named', async () => {
    const layer = { name: 'offset', input: ['x'], output: ['y'], bias: { shape: [2], bias: { floatValue: [1] } } };
    const path = written(network([layer], array('x', [2, 1, 1]), array('y', [2, 1, 1])));
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(error).to.be.instanceOf(Problem);
    expect(String(error)).to.include('layer offset: 1 weights for [2, 1, 1]');
  });
});
