import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readImage, writePng } from '../../src/image/files.js';
import { windowAt } from '../../src/image/rgb.js';
import type { Rgb8 } from '../../src/image/rgb.js';
import { readQuality } from '../../src/results/quality-file.js';
import { openRunFolder, outputFile } from '../../src/results/run-folder.js';
import { repeatingModel, shrinkingModel } from '../models/shrinking.js';
import { writeSample } from '../models/sample.js';
import { testData } from '../rig/requirements.js';
import { rezbench } from '../rig/rezbench.js';
import type { Ran } from '../rig/command.js';
import { onlyRun } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** Sweeps the models of a folder over its images, once each, and leaves the run in `swept` of it. */
const sweep = (folder: string): Promise<Ran> =>
  rezbench(
    [
      ...['run', '--models', join(folder, 'models'), '--images', join(folder, 'images')],
      ...['--units', 'cpuOnly', '--size', '32x32', '--virtual', '1', '--out', join(folder, 'swept')],
    ],
    { cwd: folder },
  );

describe('pictures through the commands', function () {
  this.timeout(600_000);

  it('are the same pixels by predict, run and upscale, turned or with a colour profile', async function () {
    const cases = join(testData(this), 'cases');
    const folder = temporaryFolder().path;
    const at = (...parts: string[]): string => join(folder, ...parts);
    const model = writeSample(at('models', 'twice.mlpackage'), repeatingModel());
    mkdirSync(at('images', 'HR'), { recursive: true });
    mkdirSync(at('images', 'LR'));
    const files = ['exif6.jpg', 'p3.png'];
    for (const file of files) {
      copyFileSync(join(cases, file), at('images', 'LR', file));
      const { width, height } = await readImage(join(cases, file));
      const large = { width: width * 2, height: height * 2 };
      await writePng(
        at('images', 'HR', `${parse(file).name}.png`),
        windowAt(await readImage(join(cases, file)), 0, 0, large),
      );
      const named = ['--input', `image=${join(cases, file)}`, '--output', `upscaled=${at(`${file}.predicted.png`)}`];
      expect((await rezbench(['predict', model, ...named])).exitCode).to.equal(0);
    }
    const photos = files.map((file) => join(cases, file));
    const upscaled = await rezbench(['upscale', ...photos, '--model', model, '--virtual', '--out', at('out')], {
      cwd: folder,
    });
    expect(upscaled.exitCode, upscaled.stderr).to.equal(0);
    const swept = await sweep(folder);
    expect(swept.exitCode, swept.stderr).to.equal(0);
    const run = openRunFolder(onlyRun(at('swept')));
    for (const file of files) {
      const { name } = parse(file);
      const predicted = sha256(await readImage(at(`${file}.predicted.png`)));
      expect(sha256(await readImage(at('out', `${name}-x2.png`))), 'upscale').to.equal(predicted);
      expect(readQuality(run).find(({ image }) => image === name)?.output, 'run').to.equal(predicted);
    }
  });

  it('go through networks of luma, of other arrays and without padding, and rows tell of what is black and of what is too large', async function () {
    const cases = join(testData(this), 'cases');
    const folder = temporaryFolder().path;
    const at = (...parts: string[]): string => join(folder, ...parts);
    for (const name of ['y_only', 'gray8', 'chw_tensor', 'no255', 'fp16_overflow']) {
      cpSync(join(cases, `${name}.mlpackage`), at('models', `${name}.mlpackage`), { recursive: true });
    }
    writeSample(at('models', 'shrinking.mlpackage'), shrinkingModel(64, 4, 2));
    mkdirSync(at('images'));
    copyFileSync(join(cases, 'a64.png'), at('images', 'a64.png'));
    const swept = await sweep(folder);
    const run = openRunFolder(onlyRun(at('swept')));
    const judged = readQuality(run);
    const psnrOf = (variant: string): number =>
      judged.find(({ launch }) => launch.startsWith(`quality-${variant}-`))?.psnrYDb ?? NaN;
    expect(psnrOf('chw_tensor'), swept.stderr).to.be.above(20);
    for (const name of ['y_only', 'gray8']) expect(psnrOf(name)).to.be.closeTo(psnrOf('chw_tensor'), 0.05);
    // A mean over 9 pixels a side, which says little of a picture of 32; one that lay elsewhere would say less.
    expect(psnrOf('shrinking')).to.be.above(14);
    const rows = readFileSync(join(run.path, 'results.csv'), 'utf8').split('\n');
    const rowOf = (variant: string): string => rows.find((row) => row.includes(`${variant}-cpuOnly-32x32,`)) ?? '';
    expect(rowOf('fp16_overflow')).to.match(/in half precision mul mul_1_cast_fp16 reaches .* beyond the 65,504/);
    expect(rowOf('no255')).to.include('the output is black on a phone (a64)');
    expect(rowOf('y_only')).to.include('timed on an input of 64x64, which holds more than the picture');
    expect(rowOf('y_only')).not.to.include('black');
    const luma = judged.find(({ launch }) => launch.startsWith('quality-y_only-'));
    const grey = await readImage(outputFile(run, luma?.output ?? ''));
    const inColour = await readImage(join(run.path, 'outputs', `${luma?.output ?? ''}-a64.png`));
    expect(grey.data.every((level, index) => level === grey.data[index - (index % 3)])).to.equal(true);
    expect(inColour.data.some((level, index) => level !== inColour.data[index - (index % 3)])).to.equal(true);

    const photo = join(cases, 'a64.png');
    const upscaled = await rezbench(
      ['upscale', photo, '--model', at('models', 'y_only.mlpackage'), '--virtual', '--out', at('out')],
      { cwd: folder },
    );
    expect(upscaled.exitCode, upscaled.stderr).to.equal(0);
    const named = ['--input', `image=${photo}`, '--output', `upscaled=${at('predicted.png')}`];
    expect((await rezbench(['predict', at('models', 'y_only.mlpackage'), ...named])).exitCode).to.equal(0);
    expect(await readImage(at('out', 'a64-x2.png'))).to.deep.equal(await readImage(at('predicted.png')));
  });
});

const sha256 = ({ data }: Rgb8): string => createHash('sha256').update(data).digest('hex');
