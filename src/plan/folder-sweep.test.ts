import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { projectRoot } from '../project.js';
import { folderSweep } from './folder-sweep.js';
import { makePlan } from './make-plan.js';

const told = `variants:
  - { name: small, file: mine.mlpackage, family: real, technique: fp16, function: s24, tile_margin: 2 }
`;

describe('a sweep of a folder', () => {
  it('takes what a variants.yaml in it tells of a model, and of the others what their files do', async () => {
    const folder = temporaryFolder().path;
    for (const name of ['mine', 'other']) {
      cpSync(join(projectRoot, 'test/models/two-sizes.mlpackage'), join(folder, `${name}.mlpackage`), {
        recursive: true,
      });
    }
    writeFileSync(join(folder, 'variants.yaml'), told);
    const sizes = [{ width: 48, height: 24 }];
    const sweep = folderSweep({ models: folder, images: undefined, computeUnits: ['cpuOnly'], sizes });
    const plan = await makePlan(sweep, join(folder, 'inputs'));
    const steady = plan.cases.filter(({ paceHz }) => paceHz === undefined);
    expect(
      steady.map(({ variant, function: name, tiles, tileMargin }) => [variant, name, tiles, tileMargin]),
    ).to.deep.equal([
      ['small', 's24', 3, 2],
      ['other', 's48', 1, undefined],
    ]);
    expect(plan.launches.map(({ job }) => Object.values(job.arms).map((arm) => arm.function))).to.deep.include(['s24']);
  });
});
