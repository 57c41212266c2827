import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { signedRankAbove0, signedRankTails } from './signed-rank.js';

const nine = [-0.3, -0.82, 0.25, 0.92, 1.64, 0.61, -0.05, -0.28, 1.25];
const tied = [1, 2, 2, -1, 3, 4, -2, 5, 5, -3, 6, 7, 1, 2, -1, 4, 3, 2, 0, 6, 5, 4, -4, 3, 2, 1];

describe('signedRankAbove0', () => {
  // scipy.stats.wilcoxon(nine, alternative='greater', method='exact')
  it('is SciPy’s exact test for few values without ties', () => {
    expect(signedRankAbove0(nine)).to.deep.equal({ statistic: 31, p: 0.1796875, method: 'exact' });
  });

  // scipy.stats.wilcoxon(tied, alternative='greater', correction=True, method='asymptotic')
  it('is SciPy’s normal approximation with ties and zeros', () => {
    const found = signedRankAbove0(tied);
    expect(found).to.include({ statistic: 279.5, method: 'normal' });
    expect(found?.p).to.be.closeTo(0.0008274178844734064, 1e-12);
  });

  it('is the exact test by hand: eight values above 0 are one chance in 256', () => {
    expect(signedRankAbove0([1, 2, 3, 4, 5, 6, 7, 8])?.p).to.equal(1 / 256);
    expect(signedRankAbove0([-1, -2, -3, -4, -5, -6, -7, -8])?.p).to.equal(1);
  });

  it('says nothing where no value differs from 0', () => {
    expect(signedRankAbove0([0, 0])).to.be.undefined;
  });

  // scipy.stats.wilcoxon(v, alternative='greater'), v = 1 ... n with 1, 4, 7 ... below 0: method='exact' for
  // 49 values; correction=True, method='asymptotic' for 50.
  it('is exact up to 49 values and normal from 50 on', () => {
    const values = Array.from({ length: 49 }, (_, index) => (index % 3 === 0 ? -1 : 1) * (index + 1));
    const [few, more] = [signedRankAbove0(values), signedRankAbove0([...values, 50])];
    expect([few?.method, more?.method]).to.deep.equal(['exact', 'normal']);
    expect(few?.p).to.be.closeTo(0.03124271418379898, 1e-12);
    expect(more?.p).to.be.closeTo(0.020353843067573756, 1e-12);
  });

  it('cares for order alone, and the tails of both sides add up', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(distinct, fc.func(fc.boolean()), (sizes, sign) => {
        const values = sizes.map((size) => (sign(size) ? size : -size));
        const found = signedRankAbove0(values);
        const other = signedRankAbove0(values.map((value) => -value));
        if (found === undefined || other === undefined) throw new Error('nothing is 0');
        expect(signedRankAbove0(values.map((value) => value * 3))).to.deep.equal(found);
        const tails = signedRankTails(values.length);
        expect(found.p + other.p).to.be.closeTo(
          1 + (tails[found.statistic] ?? 0) - (tails[found.statistic + 1] ?? 0),
          1e-9,
        );
      }),
    );
  });
});
