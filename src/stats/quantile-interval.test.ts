import { expect } from 'chai';
import { describe, it } from 'mocha';
import { quantileInterval, quantileRanks, smallestSampleOf } from './quantile-interval.js';
import { seeded } from './seeded.js';
import { smallestSampleFor } from './summary.js';

describe('quantileRanks', () => {
  // From scipy.stats.binom(n, share): the tightest ranks whose cdf(low - 1) and sf(high - 1) are at most .025.
  it('are those of the binomial distribution', () => {
    for (const [n, share, low, high, confidence] of [
      [36, 0.9, 29, 36, 0.9539621052026521],
      [72, 0.95, 64, 72, 0.9654900479083739],
      [200, 0.5, 86, 115, 0.9599628083866005],
      [368, 0.99, 360, 368, 0.9624158204108587],
      [1000, 0.95, 936, 964, 0.9580952682226541],
    ] as const) {
      const found = quantileRanks(n, share);
      expect([found?.low, found?.high]).to.deep.equal([low, high]);
      expect(found?.confidence).to.be.closeTo(confidence, 1e-9);
    }
  });

  it('are undefined for samples too small to report the percentile of', () => {
    for (const [name, share] of [
      ['p90', 0.9],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      const n = smallestSampleFor[name];
      expect(smallestSampleOf(share)).to.equal(n);
      expect(quantileRanks(n, share)).to.not.be.undefined;
      expect(quantileRanks(n - 1, share)).to.be.undefined;
    }
    expect(quantileRanks(0, 0.5)).to.be.undefined;
    expect(smallestSampleOf(0.1)).to.equal(36);
  });

  it('stay right for a million values', () => {
    // scipy.stats.norm: 500000 -+ 1.96 * sqrt(250000)
    const found = quantileRanks(1_000_000, 0.5);
    expect(found?.low).to.be.closeTo(500_000 - 980, 2);
    expect(found?.high).to.be.closeTo(500_001 + 980, 2);
  });
});

describe('quantileInterval', () => {
  it('holds the quantile of a skewed distribution as often as it says', () => {
    const random = seeded(3);
    const rounds = 2000;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const sample = Float64Array.from({ length: 60 }, () => -Math.log(1 - random())).sort();
      const interval = quantileInterval(sample, 0.9);
      if (interval && interval.low <= Math.log(10) && Math.log(10) <= interval.high) held++;
    }
    // At least .95; the discrete ranks give .968, and 2000 rounds have a standard error of .004.
    expect(held / rounds).to.be.within(0.953, 0.983);
  });
});
