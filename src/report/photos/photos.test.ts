import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Rgb8 } from '../../image/rgb.js';
import { errorMap } from './error-map.js';
import { whereTheyDiffer } from './region.js';

const grey = (width: number, height: number, level = 100): Rgb8 => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});

/** The same with a bright pixel. */
function spotted(picture: Rgb8, x: number, y: number): Rgb8 {
  const data = Uint8Array.from(picture.data);
  data.fill(255, (y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3);
  return { ...picture, data };
}

describe('what a photo shows', () => {
  it('is where the variants differ most', () => {
    const plain = grey(64, 48);
    const { x, y, width, height } = whereTheyDiffer([plain, spotted(plain, 50, 40)], 16);
    expect({ width, height }).to.deep.equal({ width: 16, height: 16 });
    expect(50 - x).to.be.within(0, 15);
    expect(40 - y).to.be.within(0, 15);
  });

  it('is the whole picture where that is small', () => {
    expect(whereTheyDiffer([grey(10, 12)], 96)).to.deep.equal({ x: 0, y: 0, width: 10, height: 12 });
  });

  it('has an error map that is black where pixels are equal, and brightest where they are far apart', () => {
    const truth = grey(2, 1);
    const map = errorMap(spotted(truth, 1, 0), truth);
    expect([...map.data]).to.deep.equal([0, 0, 0, 252, 220, 120]);
  });
});
