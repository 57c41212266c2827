import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lumaOf } from './luma.js';

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

  it('leaves the border off every side', () => {
    const data = Uint8Array.from({ length: 36 }, (_, index) => Math.floor(index / 3) * 20);
    const whole = lumaOf({ width: 4, height: 3, data }).data;
    const inner = lumaOf({ width: 4, height: 3, data }, 1);
    expect(inner).to.deep.equal({ width: 2, height: 1, data: whole.slice(5, 7) });
  });
});
