import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lumaOf, trimBorder } from './luma.js';

describe('lumaOf', () => {
  // MATLAB: rgb2ycbcr on doubles, times 255.
  it('runs from 16 to 235 and is not rounded', () => {
    const { data } = lumaOf({
      width: 5,
      height: 1,
      data: Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 1, 0, 0),
    });
    [16, 235, 81.481, 144.553, 16.256788].forEach((wanted, index) => {
      expect(data[index]).to.be.closeTo(wanted, 1e-6);
    });
  });
});

describe('trimBorder', () => {
  it('takes the border off every side', () => {
    const plane = { width: 4, height: 3, data: Float64Array.from({ length: 12 }, (_, index) => index) };
    expect(trimBorder(plane, 1)).to.deep.equal({ width: 2, height: 1, data: Float64Array.of(5, 6) });
  });
});
