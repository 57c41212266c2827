import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { modelArmsOf } from '../contract/job.js';
import { projectRoot } from '../project.js';
import { readCatalogue } from './catalogue.js';
import { folderSweep } from './folder-sweep.js';
import { makePlan } from './make-plan.js';
import { modelsIn } from './models-in.js';

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
    expect(plan.variants.map(({ family, technique }) => [family, technique])).to.deep.equal([
      ['real', 'fp16'],
      [undefined, undefined],
    ]);
    expect(plan.launches.map(({ job }) => modelArmsOf(job).map((arm) => arm.function))).to.deep.include(['s24']);
  });

  it('takes any word for the family in its variants.yaml, or none, but no empty one', async () => {
    const entry = (more: string) => `variants:\n  - { name: x, file: x.mlpackage${more} }\n`;
    const read = (more: string) => readCatalogue(temporaryFolder().write('variants.yaml', entry(more)));
    expect(read(', family: bécane 2, technique: mine')[0]).to.include({ family: 'bécane 2', technique: 'mine' });
    expect(read(', array_range: [0, 255]')[0]).to.include({ family: undefined, technique: undefined });
    const { message } = await problemOf(() => read(", family: ''"));
    expect(message).to.match(/variants\.yaml:2: field variants\.0\.family: is empty; leave it out$/);
  });

  it('names what else lies in the folder, the first five one by one', () => {
    const folder = temporaryFolder();
    const files = ['a.onnx', 'b.txt', 'c.png', 'd.png', 'e.png', 'f.png', 'g.png', 'inner/x.mlpackage/Manifest.json'];
    for (const file of [...files, '.DS_Store', 'variants.yaml', 'net.mlmodel']) folder.write(file, '');
    const { paths, leftOut } = modelsIn(folder.path);
    expect(paths.map((path) => basename(path))).to.deep.equal(['net.mlmodel']);
    expect(leftOut.map(({ file, reason }) => `${file}: ${reason}`)).to.deep.equal([
      'a.onnx: a model in another format; convert it to Core ML with coremltools',
      ...['b.txt', 'c.png', 'd.png', 'e.png'].map((file) => `${file}: no .mlpackage and no .mlmodel`),
      `what else is in ${folder.path} (3): no models`,
    ]);
  });

  it('says of a folder within it that it is not searched', () => {
    const folder = temporaryFolder();
    for (const file of ['inner/x.mlpackage/Manifest.json', 'net.mlmodel']) folder.write(file, '');
    expect(modelsIn(folder.path).leftOut).to.deep.equal([
      { file: 'inner', reason: 'a folder, which is not searched for models; name it as --models to sweep it' },
    ]);
  });
});
