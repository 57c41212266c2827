import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import sharp from 'sharp';
import { writeSample } from '../models/sample.js';
import { projectRoot } from '../../src/project.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import type { Ran } from '../rig/command.js';
import type { Row } from '../rig/run-folder.js';

/** A picture in, one twice as large out, by an operation that nobody knows. */
const unknownOperation = {
  description: {
    input: [{ name: 'x', type: { multiArray: { shape: [1, 3, 64, 64], dataType: 65568 } } }],
    output: [{ name: 'y', type: { multiArray: { shape: [1, 3, 128, 128], dataType: 65568 } } }],
  },
  functions: {
    main: {
      inputs: [{ name: 'x', shape: [1, 3, 64, 64] }],
      operations: [{ type: 'dream', inputs: { x: 'x' }, outputs: [{ name: 'y', shape: [1, 3, 128, 128] }] }],
      outputs: ['y'],
    },
  },
};

/** Functions need iOS 18, which states version 9; the virtual iPhone has 17. The version is the file's first field. */
function statingVersion(version: number, packagePath: string): void {
  const spec = join(packagePath, 'Data/com.apple.CoreML/model.mlmodel');
  const bytes = readFileSync(spec);
  bytes[1] = version;
  writeFileSync(spec, bytes);
}

describe("a folder of a user's own models and images, with no file edited", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let ran: Ran;
  let rows: Row[];

  before('sweep it', async () => {
    const [models, images] = [join(folder.path, 'models'), join(folder.path, 'images')];
    mkdirSync(models);
    mkdirSync(images);
    const shipped = (name: string): string => join(projectRoot, 'models', `${name}.mlpackage`);
    cpSync(shipped('plain-x2-int8-64'), join(models, 'mine.mlpackage'), { recursive: true });
    cpSync(shipped('swinir-s-x2-fp16-enum'), join(models, 'sizes.mlpackage'), { recursive: true });
    const twoSizes = join(projectRoot, 'test/models/two-sizes.mlpackage');
    cpSync(twoSizes, join(models, 'newer.mlpackage'), { recursive: true });
    cpSync(twoSizes, join(models, 'functions.mlpackage'), { recursive: true });
    statingVersion(8, join(models, 'functions.mlpackage'));
    writeSample(join(models, 'dream.mlpackage'), unknownOperation);
    const middle = { left: 160, top: 80, width: 180, height: 120 };
    await sharp(join(projectRoot, 'images/coffee.png')).extract(middle).toFile(join(images, 'cup.png'));
    const asked = ['--units', 'cpuOnly', '--size', '64x64', '128x128', '--virtual', '1'];
    ran = await rezbench(['run', '--models', models, '--images', images, '--out', join(folder.path, 'runs'), ...asked]);
    rows = rowsOf(join(onlyRun(join(folder.path, 'runs')), 'results.csv'));
  });

  const of = (variant: string): Row[] => rows.filter((row) => row['variant'] === variant && row['pace_hz'] === '');

  it('measures what can be measured', () => {
    expect(ran.exitCode, ran.stderr).to.equal(0);
    expect(of('mine').map(({ status, tiles, weight_dtype }) => [status, tiles, weight_dtype])).to.deep.equal([
      ['ok', '1', 'int8'],
      ['ok', '9', 'int8'],
    ]);
    for (const row of of('mine')) expect(Number(row['fidelity_db'])).to.be.greaterThan(55);
  });

  it('gives a package of several sizes each image whole', () => {
    expect(of('sizes').map(({ status, tiles }) => [status, tiles])).to.deep.equal([
      ['ok', '1'],
      ['ok', '1'],
    ]);
    expect(Number(of('sizes')[0]?.['psnr_y_db'])).to.be.within(25, 45);
  });

  it('gives a package of several functions what the one that suits it takes', () => {
    expect(of('functions').map(({ status, function: name, tiles }) => [status, name, tiles])).to.deep.equal([
      ['ok', 's48', '4'],
      ['ok', 's48', '25'],
    ]);
    for (const row of of('functions')) expect(Number(row['fidelity_db'])).to.be.greaterThan(55);
  });

  it('gives a phone no package that is newer than its iOS', () => {
    expect(of('newer').map(({ status, reason }) => [status, reason])).to.deep.equal([
      ['unsupported', 'needs iOS 18'],
      ['unsupported', 'needs iOS 18'],
    ]);
  });

  it('names the operation that it cannot run, and goes on', () => {
    expect(of('dream').map(({ status, reason }) => [status, reason])).to.deep.equal([
      ['unsupported', 'op dream'],
      ['unsupported', 'op dream'],
    ]);
  });
});
