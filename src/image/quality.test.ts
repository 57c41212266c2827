import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { compareImages, psnr } from './quality.js';
import type { Rgb8 } from './rgb.js';

const width = 17;
const height = 15;
const noise = fc
  .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
  .map((data): Rgb8 => ({ width, height, data }));
const grey = (value: number, side = 15): Rgb8 => ({
  ...{ width: side, height: side },
  data: new Uint8Array(side * side * 3).fill(value),
});

describe('compareImages', () => {
  it('finds an image equal to itself', () => {
    fc.assert(
      fc.property(noise, (image) => {
        const { psnrYDb, psnrRgbDb, ssimY } = compareImages(image, image, 2);
        expect([psnrYDb, psnrRgbDb]).to.deep.equal([Infinity, Infinity]);
        expect(ssimY).to.be.closeTo(1, 1e-12);
      }),
      { numRuns: 20 },
    );
  });

  it('does not care which is which', () => {
    fc.assert(
      fc.property(noise, noise, (a, b) => {
        expect(compareImages(a, b, 1)).to.deep.equal(compareImages(b, a, 1));
      }),
      { numRuns: 20 },
    );
  });

  // One level of grey is 219 / 255 of luma: 20 log10(255 / (219 / 255)).
  it('gives luma its 219 levels and colours their 255', () => {
    const { psnrYDb, psnrRgbDb } = compareImages(grey(100), grey(101), 2);
    expect(psnrRgbDb).to.be.closeTo(48.130804, 1e-6);
    expect(psnrYDb).to.be.closeTo(49.452725, 1e-6);
  });

  it('leaves the border out', () => {
    const framed = grey(100);
    framed.data.fill(0, 0, 15 * 3 * 2);
    expect(compareImages(framed, grey(100), 2).psnrYDb).to.equal(Infinity);
    expect(compareImages(framed, grey(100), 1).psnrYDb).to.be.below(30);
  });

  it('refuses images it cannot compare', () => {
    expect(() => compareImages(grey(0, 15), grey(0, 16), 2)).to.throw(RangeError, 'size');
    expect(() => compareImages(grey(0, 14), grey(0, 14), 2)).to.throw(RangeError, 'small');
  });
});

describe('psnr', () => {
  it('loses 20 dB for ten times the error', () => {
    expect(psnr(1) - psnr(100)).to.be.closeTo(20, 1e-12);
    expect(psnr(255 ** 2)).to.equal(0);
  });
});
