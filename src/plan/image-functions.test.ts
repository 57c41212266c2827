import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { enlargingFunction, enlargingWeights, flexibleFeatures } from '../../test/models/flexible.js';
import { writeSample } from '../../test/models/sample.js';
import { problemOf } from '../../test/rig/problem.js';
import { openProgram } from '../mil/open-model.js';
import { projectRoot } from '../project.js';
import { chooseFunction, findImageFunctions } from './image-functions.js';

const twoSizes = openProgram(join(projectRoot, 'test/models/two-sizes.mlpackage'));
const square = (side: number) => ({ width: side, height: side });

describe('a package of one function for each size', () => {
  it('gives each picture to the function it fits best', async () => {
    const found = await findImageFunctions(twoSizes);
    if (!found.sweepable) throw new Error(found.reason);
    const chosen = (side: number): [string | undefined, number] => {
      const { imageFunction, size } = chooseFunction(found.functions, square(side));
      return [imageFunction.function, size.width];
    };
    expect(chosen(16), 'mirrored up to the smallest that holds it').to.deep.equal(['s24', 24]);
    expect(chosen(24), 'whole').to.deep.equal(['s24', 24]);
    expect(chosen(25), 'mirrored up to the next').to.deep.equal(['s48', 48]);
    expect(chosen(200), 'in tiles of the largest').to.deep.equal(['s48', 48]);
  });

  it('runs the function that is named, and no other', async () => {
    const found = await findImageFunctions(twoSizes, undefined, 's24');
    expect(found.sweepable && found.functions.map((one) => [one.function, one.input.width])).to.deep.equal([
      ['s24', 24],
    ]);
    const problem = await problemOf(() => findImageFunctions(twoSizes, undefined, 's96'));
    expect(problem.message).to.match(/two-sizes.mlpackage has no function s96; it has s(24|48), s(24|48)$/);
  });
});

describe('a package of functions whose output sizes its file leaves open', () => {
  const folder = temporaryFolder();

  it('is measured function by function, and only those that enlarge as the default one does are taken', async () => {
    const names = ['double', 'triple', 'again'];
    const path = writeSample(join(folder.path, 'open.mlpackage'), {
      specificationVersion: 9,
      description: {
        functions: names.map((name) => ({ name, ...flexibleFeatures() })),
        defaultFunctionName: 'double',
      },
      weights: enlargingWeights,
      functions: { double: enlargingFunction(2), triple: enlargingFunction(3), again: enlargingFunction(2) },
    });
    const opened = openProgram(path);
    const scales = async (wanted?: string) => {
      const found = await findImageFunctions(opened, undefined, wanted);
      return found.sweepable ? found.functions.map((one) => [one.function, one.scale]) : found.reason;
    };
    expect(await scales()).to.deep.equal([
      ['double', 2],
      ['again', 2],
    ]);
    expect(await scales('triple')).to.deep.equal([['triple', 3]]);
  });
});
