import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lazyConstant } from '../mil/constant.js';
import { countRelativeBias } from './position-bias.js';

/** [1, heads, 4, 4] for windows of 2 x 2; `of` gives the entry for two positions. */
const bias = (heads: number, of: (head: number, from: number, to: number) => number) =>
  lazyConstant('fp32', [1, heads, 4, 4], { form: 'fp32', bytes: heads * 64 }, () =>
    Float32Array.from({ length: heads * 16 }, (_, at) => of(at >> 4, (at >> 2) & 3, at & 3)),
  );

const offset = (from: number, to: number): number => ((from >> 1) - (to >> 1)) * 10 + (from & 1) - (to & 1);

describe('a relative position bias', () => {
  it('counts one number for each head and offset, not each pair of positions', () => {
    expect(countRelativeBias(bias(3, (head, from, to) => head * 100 + offset(from, to) + 50))).to.deep.equal({
      count: 27,
      nonzero: 27,
    });
  });
  it('counts those that are not zero apart', () => {
    expect(countRelativeBias(bias(1, (_, from, to) => offset(from, to)))).to.deep.equal({ count: 9, nonzero: 8 });
  });
  it('is not what differs between pairs of equal offset: that is a mask', () => {
    const mask = bias(1, (_, from, to) => (from >> 1 === to >> 1 || from !== 0 ? 0 : -100));
    expect(countRelativeBias(mask)).to.equal(undefined);
  });
});
