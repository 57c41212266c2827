import { expect } from 'chai';
import { describe, it } from 'mocha';
import { standardDeviation, tInterval, tTestAbove0 } from './t-interval.js';

const nine = [-0.3, -0.82, 0.25, 0.92, 1.64, 0.61, -0.05, -0.28, 1.25];

describe('Student’s t', () => {
  // scipy.stats.ttest_1samp(nine, 0, alternative='greater').pvalue
  it('has SciPy’s p value that a mean is above 0', () => {
    expect(tTestAbove0(nine)).to.be.closeTo(0.11037645931416391, 1e-12);
    expect(tTestAbove0(nine.map((value) => -value))).to.be.closeTo(1 - 0.11037645931416391, 1e-12);
  });

  // scipy.stats.t.interval(.95, 4, loc=3, scale=scipy.stats.sem([1, 2, 3, 4, 5])): 3 ± 2.776445 * sqrt(2.5 / 5)
  it('has SciPy’s interval', () => {
    const found = tInterval([5, 1, 4, 2, 3]);
    expect(found?.low).to.be.closeTo(3 - 1.963243, 1e-5);
    expect(found?.high).to.be.closeTo(3 + 1.963243, 1e-5);
    expect(tInterval([5, 1, 4, 2, 3], 0.9)?.high).to.be.closeTo(3 + 2.1318467863 * Math.sqrt(0.5), 1e-9);
  });

  it('says nothing about a single value, and is certain of values that are all alike', () => {
    expect(tInterval([1])).to.be.undefined;
    expect(tTestAbove0([1])).to.be.undefined;
    expect(standardDeviation([1])).to.be.NaN;
    expect(tTestAbove0([2, 2, 2])).to.equal(0);
    expect(tTestAbove0([0, 0, 0])).to.equal(1);
  });
});
