import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { flexibleModel } from '../../test/models/flexible.js';
import { writeSample } from '../../test/models/sample.js';
import { openProgram } from '../mil/open-model.js';
import { makePlan } from './make-plan.js';
import { OpenedVariants } from './opened-variants.js';
import { readSweep } from './sweep.js';

describe('the packages of a plan', () => {
  const folder = temporaryFolder();

  it('are each opened once, whether they are variants, references or both', async () => {
    const names = ['teacher', 'student', 'pupil'];
    for (const name of names) writeSample(join(folder.path, `${name}.mlpackage`), flexibleModel());
    const common = { family: 'baseline', technique: 'fp32', reference: 'teacher' };
    const variants = [
      ...names.map((name) => ({ ...common, name, file: `${name}.mlpackage` })),
      // A second variant of the same package, which a margin of its own sets apart.
      { ...common, name: 'pupil-m4', file: 'pupil.mlpackage', tile_margin: 4 },
    ];
    writeFileSync(join(folder.path, 'variants.yaml'), JSON.stringify({ variants }));
    const sweep = {
      name: 'once',
      seed: 1,
      catalogue: 'variants.yaml',
      variants: ['student', 'pupil', 'pupil-m4'],
      compute_units: ['cpuOnly', 'all'],
      sizes: ['8x8', '16x16', '40x24'],
      measure: { warmup: 1, iterations: 3, min_seconds: 0, end_to_end_iterations: 1 },
    };
    writeFileSync(join(folder.path, 'sweep.yaml'), JSON.stringify(sweep));
    const opened: string[] = [];
    const openOnce = new OpenedVariants((path) => {
      opened.push(basename(path));
      const model = openProgram(path);
      // Whoever reads the package again finds no model in it.
      rmSync(model.files.spec);
      return model;
    });
    const plan = await makePlan(readSweep(join(folder.path, 'sweep.yaml')), join(folder.path, 'inputs'), openOnce);
    expect(opened).to.deep.equal(['student.mlpackage', 'pupil.mlpackage', 'teacher.mlpackage']);
    expect(plan.variants.map(({ name, scale, params }) => [name, scale, params])).to.deep.equal([
      ['student', 2, 9],
      ['pupil', 2, 9],
      ['pupil-m4', 2, 9],
    ]);
    expect(Object.keys(plan.references)).to.deep.equal(['student', 'pupil', 'pupil-m4']);
    expect(plan.cases.every(({ unsupported }) => unsupported === undefined)).to.equal(true);
  });
});
