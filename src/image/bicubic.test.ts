import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { testData } from '../../test/rig/requirements.js';
import { mean } from '../stats/summary.js';
import { enlargeBicubic, enlargeLarge, shrinkBicubic } from './bicubic.js';
import { readImage } from './files.js';
import { compareImages } from './quality.js';
import { crop } from './rgb.js';
import type { Rgb8 } from './rgb.js';

const scales = [2, 4] as const;
const cropToMultiple = ({ width, height, ...image }: Rgb8, scale: number): Rgb8 =>
  crop({ width, height, ...image }, { width: width - (width % scale), height: height - (height % scale) });

describe('bicubic', function () {
  this.timeout(60_000);

  for (const scale of scales) {
    it(`shrinks Set5 by ${String(scale)} to the very bytes that super-resolution papers use`, async function () {
      const set5 = join(testData(this), 'testsets/Set5');
      for (const file of readdirSync(join(set5, 'HR'))) {
        const low = join(set5, `LR_bicubic/X${String(scale)}`, file.replace('.png', `x${String(scale)}.png`));
        const wanted = await readImage(low);
        const found = shrinkBicubic(cropToMultiple(await readImage(join(set5, 'HR', file)), scale), scale);
        expect([found.width, found.height], file).to.deep.equal([wanted.width, wanted.height]);
        expect(Buffer.compare(found.data, wanted.data), file).to.equal(0);
      }
    });
  }

  it('enlarged by 2 scores 33.678 dB and 0.9304 on Set5', async function () {
    const hr = join(testData(this), 'testsets/Set5/HR');
    const scores = await Promise.all(
      readdirSync(hr).map(async (file) => {
        const truth = cropToMultiple(await readImage(join(hr, file)), 2);
        return compareImages(enlargeBicubic(shrinkBicubic(truth, 2), 2), truth, 2);
      }),
    );
    expect(mean(scores.map(({ psnrYDb }) => psnrYDb)).toFixed(3)).to.equal('33.678');
    expect(mean(scores.map(({ ssimY }) => ssimY)).toFixed(4)).to.equal('0.9304');
  });

  it('leaves an even colour as it is, in every size', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 2, max: 4 }), fc.nat(255), (width, height, scale, value) => {
        const flat = { width, height, data: new Uint8Array(width * height * 3).fill(value) };
        const [small, large] = [shrinkBicubic(flat, scale), enlargeBicubic(flat, scale)];
        expect([large.width, large.height]).to.deep.equal([width * scale, height * scale]);
        expect([small.width, small.height]).to.deep.equal([Math.ceil(width / scale), Math.ceil(height / scale)]);
        for (const { data } of [small, large]) expect(data.every((sample) => sample === value)).to.be.true;
      }),
    );
  });

  it('enlarges a large photo some rows at a time to the very same bytes', () => {
    const side = fc.integer({ min: 1, max: 14 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom(...scales),
        fc.integer({ min: 1, max: 6 }),
        (width, height, scale, rows) => {
          const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 97 + width) % 256);
          const image = { width, height, data };
          expect(enlargeLarge(image, scale, rows)).to.deep.equal(enlargeBicubic(image, scale));
        },
      ),
    );
  });
});
