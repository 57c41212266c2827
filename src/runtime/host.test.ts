import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { floats, ints, mil, texts, writeSample } from '../../test/models/sample.js';
import type { SampleFunction } from '../../test/models/sample.js';
import { modelType } from '../../test/models/protobuf.js';
import type { HostPredictor } from './index.js';
import { compileModel, hostPredictor, loadCompiled, outputShapes } from './index.js';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '../../models/plain-x2-fp16-64.mlpackage');

/** y = x + addend, of any size. */
const adding = (addend: number): SampleFunction => ({
  inputs: [{ name: 'x', shape: [1, undefined] }],
  operations: [
    { type: 'add', inputs: { x: 'x', y: floats([addend], []) }, outputs: [{ name: 'y', shape: [1, undefined] }] },
  ],
  outputs: ['y'],
});

describe('a model on the host', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  const one = { x: { shape: [1, 2], data: Float32Array.of(1, 2) } };
  const twoFunctions = (): string =>
    writeSample(join(folder, 'two.mlpackage'), {
      description: {
        functions: [{ name: 'small' }, { name: 'large' }],
        defaultFunctionName: 'large',
      },
      functions: { small: adding(1), large: adding(10) },
    });

  it('runs the default function, or the one that is named', async () => {
    const path = twoFunctions();
    const byDefault = await hostPredictor(path);
    expect([...((await byDefault.predict(one))['y']?.data ?? [])]).to.deep.equal([11, 12]);
    const named = await hostPredictor(path, { functionName: 'small' });
    expect([...((await named.predict(one))['y']?.data ?? [])]).to.deep.equal([2, 3]);
    const error: unknown = await hostPredictor(path, { functionName: 'huge' }).catch((why: unknown) => why);
    expect(String(error)).to.include('no function huge; it has');
  });

  it('compiles every function into one folder, which appears whole', async () => {
    const out = join(folder, 'compiled');
    expect(compileModel(twoFunctions(), out)).to.deep.equal({ status: 'compiled' });
    expect(readdirSync(folder).sort()).to.deep.equal(['compiled', 'two.mlpackage']);
    const small = await loadCompiled(out, 'cpuOnly', 'small');
    expect([...((await small.predict(one))['y']?.data ?? [])]).to.deep.equal([2, 3]);
    const byDefault = await loadCompiled(out, 'all');
    expect([...((await byDefault.predict(one))['y']?.data ?? [])]).to.deep.equal([11, 12]);
  });

  it('leaves nothing behind of a model it cannot run, and says why', () => {
    const main = adding(1);
    const [operation] = main.operations;
    const operations = operation ? [{ ...operation, type: 'lstm' }] : [];
    const path = writeSample(join(folder, 'lstm.mlpackage'), { functions: { main: { ...main, operations } } });
    const out = join(folder, 'compiled');
    expect(compileModel(path, out)).to.deep.equal({ status: 'unsupported', reason: 'op lstm' });
    expect(existsSync(out)).to.equal(false);
    expect(existsSync(`${out}.partial`)).to.equal(false);
  });

  it('tells the size of an output that the model leaves open', async () => {
    const predictor = await hostPredictor(twoFunctions());
    expect(await outputShapes(predictor, { x: [1, 7] })).to.deep.equal({ y: [1, 7] });
    const plain = await hostPredictor(shipped);
    expect(await outputShapes(plain, { image: [1, 3, 64, 64] })).to.deep.equal({ upscaled: [1, 3, 128, 128] });
  });

  it('gives the same bits every time', async () => {
    const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, index) => (index * 7919) % 256);
    const results: Buffer[] = [];
    for (let round = 0; round < 3; round++) {
      const predictor = await hostPredictor(shipped, { threads: 2 });
      const { upscaled } = await predictor.predict({ image: { shape: [1, 3, 64, 64], data } });
      results.push(Buffer.from(new Uint8Array(upscaled?.data.buffer ?? new ArrayBuffer(0))));
      await predictor.release();
    }
    const [first, ...others] = results;
    expect(first?.length).to.equal(3 * 128 * 128 * 4);
    for (const other of others) expect(other.equals(first ?? Buffer.alloc(0))).to.equal(true);
  });

  const values = async (path: string, inputs: Parameters<HostPredictor['predict']>[0]) => {
    const predictor = await hostPredictor(path, { threads: 1 });
    const outputs = await predictor.predict(inputs);
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
  };

  it('fills an optional input that is left out with its default value, or with zeros', async () => {
    const array = (name: string, more: object = {}, isOptional = false) => ({
      name,
      type: { multiArray: { shape: [2], dataType: 65568, ...more }, isOptional },
    });
    const sum = (x: string, y: string, name: string) => ({
      type: 'add',
      inputs: { x, y },
      outputs: [{ name, shape: [2] }],
    });
    const shape = [2];
    const path = writeSample(join(folder, 'optional.mlpackage'), {
      description: {
        input: [
          array('x'),
          array('y', { floatDefaultValue: 2.5 }, true),
          array('z', {}, true),
          array('unused', {}, true),
        ],
        output: [array('sum')],
      },
      functions: {
        main: {
          inputs: ['x', 'y', 'z'].map((name) => ({ name, shape })),
          operations: [sum('x', 'y', 'xy'), sum('xy', 'z', 'sum')],
          outputs: ['sum'],
        },
      },
    });
    const [x, ten] = [
      { shape, data: Float32Array.of(1, 2) },
      { shape, data: Float32Array.of(10, 10) },
    ];
    expect(await values(path, { x })).to.deep.equal({ sum: [3.5, 4.5] });
    expect(await values(path, { x, y: ten, unused: ten })).to.deep.equal({ sum: [11, 12] });
    const error: unknown = await values(path, { y: ten }).catch((why: unknown) => why);
    expect(String(error)).to.include('optional.mlpackage needs input x, which has no default value');
  });

  it('gives back constants, and an input under its own name', async () => {
    const path = writeSample(join(folder, 'same.mlpackage'), {
      functions: {
        main: {
          inputs: [{ name: 'x', shape: [2] }],
          operations: [
            { type: 'const', attributes: { val: floats([3, 4]) }, outputs: [{ name: 'fixed', shape: [2] }] },
            {
              type: 'const',
              attributes: { val: ints([-7], []) },
              outputs: [{ name: 'one', dtype: mil.int32, shape: [] }],
            },
          ],
          outputs: ['x', 'fixed', 'one'],
        },
      },
    });
    const x = { shape: [2], data: Int32Array.of(1, 2) };
    expect(await values(path, { x })).to.deep.equal({ x: [1, 2], fixed: [3, 4], one: [-7] });
  });

  it('gives a classifier’s label and probabilities apart from its tensors', async () => {
    const path = writeSample(join(folder, 'classifier.mlpackage'), {
      functions: {
        main: {
          inputs: [{ name: 'x', shape: [1, 3] }],
          operations: [
            { type: 'relu', inputs: { x: 'x' }, outputs: [{ name: 'y', shape: [1, 3] }] },
            {
              type: 'classify',
              inputs: { probabilities: 'y', classes: texts(['cat', 'dog', 'owl']) },
              outputs: [
                { name: 'label', dtype: mil.string, shape: [] },
                { name: 'chances', shape: [] },
              ],
            },
          ],
          outputs: ['label', 'chances', 'y'],
        },
      },
    });
    const x = { shape: [1, 3], data: Float32Array.of(0.25, -1, 0.75) };
    const predictor = await hostPredictor(path);
    const refusal = String(await predictor.predict({ x }).catch((why: unknown) => why));
    expect(refusal).to.include('output label, a label');
    const features = await predictor.predictFeatures({ x });
    expect(features['label']).to.deep.equal({ kind: 'label', label: 'owl' });
    const chances = new Map(Object.entries({ cat: 0.25, dog: 0, owl: 0.75 }));
    expect(features['chances']).to.deep.equal({ kind: 'probabilities', probabilities: chances });
    expect(features['y']).to.include({ kind: 'tensor' });
  });

  it('is refused by name for what it is', async () => {
    const refusal = async (name: string, message: object): Promise<string> => {
      writeFileSync(join(folder, name), modelType.encode(modelType.fromObject(message)).finish());
      return String(await hostPredictor(join(folder, name)).catch((why: unknown) => why));
    };
    const description = { input: [{ name: 't', type: { stringType: {} } }] };
    const trees = { specificationVersion: 1, description, treeEnsembleClassifier: {} };
    expect(await refusal('trees.mlmodel', trees)).to.include('model type treeEnsembleClassifier');
    expect(await refusal('empty.mlmodel', { specificationVersion: 1, description })).to.include('model type unknown');
    const text = { specificationVersion: 4, description, neuralNetwork: {} };
    expect(await refusal('text.mlmodel', text)).to.include('input t (string)');
  });

  const hostile = (operation: SampleFunction['operations'][number], shape: number[] = [1, 2, 4, 4]): string =>
    writeSample(join(folder, 'hostile.mlpackage'), {
      functions: { main: { inputs: [{ name: 'x', shape }], operations: [operation], outputs: ['y'] } },
    });

  it('whose operations make other shapes than it states is refused by name, not run', async () => {
    const tile = { type: 'tile', inputs: { x: 'x', reps: ints([1, 1, 30_000, 30_000]) } };
    const path = hostile({ ...tile, outputs: [{ name: 'y', shape: [1, 2, 4, 4] }] });
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(error).to.be.instanceOf(Problem).and.include({ exitCode: 2 });
    expect(String(error))
      .to.match(/hostile\.mlpackage is not consistent; convert it again: .+/)
      .and.not.include('\n');
  });

  it('that states a size beyond all use is refused before anything is set aside for it', async () => {
    const outputs = [{ name: 'y', shape: [1, 2, 120_000, 120_000] }];
    const path = hostile({ type: 'tile', inputs: { x: 'x', reps: ints([1, 1, 30_000, 30_000]) }, outputs });
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(String(error)).to.include('op tile (a value of 28800000000 elements)');
  });

  it('with a convolution of no groups is refused, where ONNX Runtime would end the process', async () => {
    const inputs = { x: 'x', weight: floats([1, 1], [2, 1, 1, 1]), groups: ints([0], []) };
    const path = hostile({ type: 'conv_transpose', inputs, outputs: [{ name: 'y', shape: [1, 1, 4, 4] }] });
    const error: unknown = await hostPredictor(path).catch((why: unknown) => why);
    expect(String(error)).to.include('op conv_transpose (0 groups)');
  });
});
