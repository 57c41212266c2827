import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { describeProgram } from '../inspect/description.js';
import { openProgram } from '../mil/open-model.js';
import { projectRoot } from '../project.js';
import { readCatalogue } from './catalogue.js';
import { readImageFeatures } from './image-features.js';

const shipped = (name: string) => openProgram(join(projectRoot, 'models', `${name}.mlpackage`));

describe('a model as a super-resolution network', () => {
  it('of enumerated sizes tells its scale, though its file states no output size', async () => {
    const found = await readImageFeatures(shipped('swinir-s-x2-fp16-enum'));
    if (!found.sweepable) throw new Error(found.reason);
    const { sizes, scale, output } = found.features;
    expect(scale).to.equal(2);
    expect(sizes).to.deep.equal({
      kind: 'enumerated',
      sizes: [
        { width: 64, height: 64 },
        { width: 128, height: 128 },
      ],
    });
    expect(output).to.include({ width: 128, height: 128, layout: 'RGB' });
  });

  it('has as many parameters as PyTorch counted, in every form it is stored', () => {
    const names = readCatalogue(join(projectRoot, 'models/variants.yaml')).map(({ name }) => name);
    expect(names).to.include('swinir-s-x2-w8a8-64');
    for (const name of names) {
      const { files, model, program } = shipped(name);
      const counted = Number(model.userDefined['rezbench.parameters']);
      expect(program && describeProgram(files, program).params, name).to.equal(counted);
    }
  });
});
