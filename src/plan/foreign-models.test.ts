import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { requireOrSkip } from '../../test/rig/requirements.js';
import { openProgram } from '../mil/open-model.js';
import { readImage } from '../image/files.js';
import { compareImages } from '../image/quality.js';
import type { Quality } from '../image/quality.js';
import { enlarge, hostPredictor } from '../runtime/index.js';
import type { ArrayRange } from '../runtime/index.js';
import { readImageFeatures } from './image-features.js';
import { inputSizeFor } from './input-sizes.js';

/** Models of other people, on a test set: REZBENCH_TESTDATA names the folder that holds models/ and testsets/. */
const data = process.env['REZBENCH_TESTDATA'];

async function set5(model: string, arrayRange: ArrayRange) {
  const path = join(data ?? '', 'models', model);
  const found = await readImageFeatures(openProgram(path), arrayRange);
  if (!found.sweepable) throw new Error(found.reason);
  const { features } = found;
  const predictor = await hostPredictor(path);
  const names = readdirSync(join(data ?? '', 'testsets/Set5/HR'));
  const results: Quality[] = [];
  for (const name of names) {
    const truth = await readImage(join(data ?? '', 'testsets/Set5/HR', name));
    const small = await readImage(join(data ?? '', 'testsets/Set5/LR_bicubic/X2', name.replace('.png', 'x2.png')));
    expect(inputSizeFor(small, features.sizes, features.input)).to.include({ width: features.input.width });
    const enlarged = await enlarge({ predictor, ...features, tileMargin: 16 }, small);
    if (enlarged) results.push(compareImages(enlarged, truth, 2));
  }
  await predictor.release();
  const mean = (of: (one: Quality) => number): number =>
    results.reduce((sum, one) => sum + of(one), 0) / results.length;
  return { images: results.length, psnrDb: mean((one) => one.psnrYDb), ssim: mean((one) => one.ssimY) };
}

describe("other people's models", function () {
  this.timeout(300_000);
  before(function () {
    const isThere = data !== undefined && existsSync(join(data, 'models'));
    requireOrSkip(this, 'models/ in the folder that REZBENCH_TESTDATA names', isThere);
  });

  // The figures that are known of this file.
  it('EDSR of MLPerf, a neural network of 0-255 arrays, scores on Set5 what it is known to', async () => {
    const { images, psnrDb, ssim } = await set5('edsr_f32b5_fp32.mlmodel', [0, 255]);
    expect(images).to.equal(5);
    expect(psnrDb).to.be.closeTo(37.377, 0.005);
    expect(ssim).to.be.closeTo(0.9582, 0.0001);
  });

  // It is no restorer of Set5, so nobody knows its figure; this only tells an enlarged picture from a mangled one.
  it('Real-CUGAN, an image in and integers out, goes through padding and tiles', async () => {
    const { images, psnrDb } = await set5('realcugan-up2x-latest-no-denoise-320x240.mlpackage', [0, 1]);
    expect(images).to.equal(5);
    expect(psnrDb).to.be.greaterThan(27);
  });
});
