import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { ints, mil, writeSample } from '../../test/models/sample.js';
import { classLabelsType, modelType, networkType } from '../../test/models/protobuf.js';
import { readImage, writePng } from '../image/files.js';
import { projectRoot } from '../project.js';
import { readNpy, writeNpy } from '../runtime/npy.js';
import { main } from './main.js';

const model = join(projectRoot, 'models/plain-x2-fp32-64.mlpackage');

describe('predict', function () {
  this.timeout(30_000);
  const heard = heardConsole();
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder().path;
  });

  const at = (name: string): string => join(folder, name);
  const grey = (width: number, height: number) => ({
    width,
    height,
    data: new Uint8Array(width * height * 3).fill(100),
  });

  it('writes an image output as PNG, and unrounded as an array', async () => {
    await writePng(at('in.png'), grey(64, 64));
    const input = ['predict', model, '--input', `image=${at('in.png')}`];
    expect(await main([...input, '--output', `upscaled=${at('out.png')}`])).to.equal(0);
    expect(await main([...input, '--output', `upscaled=${at('out.npy')}`])).to.equal(0);
    const [png, npy] = [await readImage(at('out.png')), readNpy(at('out.npy'))];
    expect(npy.shape).to.deep.equal([128, 128, 3]);
    expect([png.width, png.height]).to.deep.equal([128, 128]);
    expect([...png.data]).to.deep.equal(Array.from(npy.data, (value) => Math.round(value)));
    expect(heard.said[0]).to.include('[1, 3, 128, 128]');
  });

  it('refuses an image of another size with both sizes and the remedy, and extends it to --size', async () => {
    await writePng(at('in.png'), grey(20, 30));
    const args = ['predict', model, '--input', `image=${at('in.png')}`];
    expect(await main(args)).to.equal(2);
    expect(heard.said.join()).to.include('is 20x30; image image takes 64x64');
    expect(await main([...args, '--size', '64x64'])).to.equal(0);
  });

  it('runs the named function, at its own size', async () => {
    await writePng(at('in.png'), grey(40, 40));
    const several = join(projectRoot, 'test/models/two-sizes.mlpackage');
    const args = ['predict', several, '--input', `image=${at('in.png')}`, '--output', `upscaled=${at('out.npy')}`];
    expect(await main([...args, '--function', 's48', '--size', '48x48'])).to.equal(0);
    expect(readNpy(at('out.npy')).shape).to.deep.equal([1, 3, 96, 96]);
    expect(await main([...args, '--size', '24x24'])).to.equal(2);
    expect(await main([...args, '--function', 's96', '--size', '48x48'])).to.equal(2);
    expect(heard.said.at(-1)).to.include('has no function s96');
  });

  it('refuses what cannot be read or written before it predicts', async () => {
    await writePng(at('in.png'), grey(64, 64));
    mkdirSync(at('folder.npy'));
    const refusal = async (input: string, output: string): Promise<string> => {
      const args = ['predict', model, '--input', `image=${at(input)}`, '--output', `upscaled=${at(output)}`];
      expect(await main(args)).to.equal(2);
      return heard.said.at(-1) ?? '';
    };
    expect(await refusal('none.png', 'out.png')).to.include('none.png, given for input image, does not exist');
    expect(await refusal('in.png', 'folder.npy')).to.include('folder.npy, given for output upscaled, is a folder');
    expect(await refusal('in.png', 'out.bmp')).to.include(
      'out.bmp, given for output upscaled, is no .png or .npy file',
    );
    expect(await refusal('in.png', 'no/out.png')).to.include(`is in no folder; make ${at('no')} first`);
    expect(heard.said.join()).not.to.include('[1, 3, 128, 128]');
  });

  it('prints the label of a classifier and the probabilities, the highest first', async () => {
    const input = { name: 'x', type: { multiArray: { shape: [3], dataType: 65568 } } };
    const copy = { name: 'c', input: ['x'], output: ['p'], copy: {} };
    const classifier = networkType
      .encode(networkType.fromObject({ layers: [copy], arrayInputShapeMapping: 1 }))
      .finish();
    const labels = classLabelsType.encode(
      classLabelsType.fromObject({ stringClassLabels: { vector: ['cat', 'dog', 'owl'] } }),
    );
    const message = {
      specificationVersion: 4,
      description: {
        input: [input],
        output: [
          { name: 'kind', type: { stringType: {} } },
          { name: 'chances', type: { dictionaryType: {} } },
        ],
        predictedFeatureName: 'kind',
        predictedProbabilitiesName: 'chances',
      },
      neuralNetworkClassifier: Buffer.concat([classifier, labels.finish()]),
    };
    writeFileSync(at('pets.mlmodel'), modelType.encode(modelType.fromObject(message)).finish());
    writeNpy(at('x.npy'), { shape: [3], data: Float32Array.of(0.2, 0.7, 0.1) });
    const args = ['predict', at('pets.mlmodel'), '--input', `x=${at('x.npy')}`];
    expect(await main(args)).to.equal(0);
    expect(heard.said).to.deep.equal(['kind  dog', 'chances  dog 0.7000, cat 0.2000, owl 0.1000']);
    expect(await main([...args, '--output', `kind=${at('kind.npy')}`])).to.equal(2);
    expect(heard.said.at(-1)).to.include('output kind (string) is printed, not written');
  });

  it('refuses names that the model does not have', async () => {
    await writePng(at('in.png'), grey(64, 64));
    expect(await main(['predict', model, '--input', `picture=${at('in.png')}`])).to.equal(2);
    expect(heard.said.at(-1)).to.include('has no input picture; use one of image');
    expect(await main(['predict', model])).to.equal(2);
    expect(heard.said.at(-1)).to.include('needs input image; add --input image=FILE');
  });

  it('accepts arrays with the shapes and elements that the model declares', async () => {
    const int32 = 131104;
    const array = (dataType: number, more: object = {}) => ({ multiArray: { shape: [1, 2], dataType, ...more } });
    const sizes = {
      shapeRange: {
        sizeRanges: [
          { lowerBound: 1, upperBound: 1 },
          { lowerBound: 2, upperBound: 4 },
        ],
      },
    };
    const whole = writeSample(at('whole.mlpackage'), {
      description: { input: [{ name: 'x', type: array(int32, sizes) }], output: [{ name: 'y', type: array(int32) }] },
      functions: {
        main: {
          inputs: [{ name: 'x', dtype: mil.int32, shape: [1, undefined] }],
          operations: [
            {
              type: 'add',
              inputs: { x: 'x', y: ints([1], []) },
              outputs: [{ name: 'y', dtype: mil.int32, shape: [1, undefined] }],
            },
          ],
          outputs: ['y'],
        },
      },
    });
    const args = ['predict', whole, '--input', `x=${at('x.npy')}`, '--output', `y=${at('y.npy')}`];
    writeNpy(at('x.npy'), { shape: [1, 3], data: Int32Array.of(1, 2, 16_777_217) });
    expect(await main(args)).to.equal(0);
    expect(readNpy(at('y.npy'))).to.deep.equal({ shape: [1, 3], data: Int32Array.of(2, 3, 16_777_218) });
    writeNpy(at('x.npy'), { shape: [1, 5], data: new Int32Array(5) });
    expect(await main(args)).to.equal(2);
    expect(heard.said.at(-1)).to.include('x.npy has shape [1, 5]; input x takes [1..1, 2..4]');
  });

  it('reads back the arrays it writes, and refuses a file that ends early', () => {
    writeNpy(at('a.npy'), { shape: [2, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) });
    expect(readNpy(at('a.npy'))).to.deep.equal({ shape: [2, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) });
    expect(readFileSync(at('a.npy')).length % 64).to.equal(24);
    writeNpy(at('b.npy'), { shape: [1000], data: new Float32Array(10) });
    expect(() => readNpy(at('b.npy'))).to.throw(Problem, 'ends early');
  });
});
