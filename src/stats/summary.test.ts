import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { mean, median, outlierRate, quantile, quantilesInPlace, smallestSampleFor } from './summary.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
const sample = fc.array(finite, { minLength: 1, maxLength: 60 });
const share = fc.double({ noNaN: true, min: 0, max: 1 });
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * (1 + Math.abs(a) + Math.abs(b));

describe('quantile', () => {
  // numpy.quantile([3, 1, 4, 1, 5], [0, .1, .25, .5, .9, 1])
  it('is NumPy’s', () => {
    const values = [3, 1, 4, 1, 5];
    const found = [0, 0.1, 0.25, 0.5, 0.9, 1].map((at) => quantile(values, at));
    [1, 1, 1, 3, 4.6, 5].forEach((wanted, index) => {
      expect(found[index]).to.be.closeTo(wanted, 1e-12);
    });
  });

  it('stays between the extremes and grows with its share', () => {
    fc.assert(
      fc.property(sample, share, share, (values, a, b) => {
        const [low, high] = [quantile(values, Math.min(a, b)), quantile(values, Math.max(a, b))];
        expect(low).to.be.at.least(Math.min(...values) - 1e-6);
        expect(high).to.be.at.most(Math.max(...values) + 1e-6);
        expect(low <= high || close(low, high)).to.be.true;
      }),
    );
  });

  it('ignores the order and leaves its argument alone', () => {
    fc.assert(
      fc.property(sample, share, (values, at) => {
        const before = [...values];
        expect(quantile([...values].reverse(), at)).to.equal(quantile(values, at));
        expect(values).to.deep.equal(before);
      }),
    );
  });

  it('moves with the values', () => {
    fc.assert(
      fc.property(sample, share, finite, (values, at, by) =>
        close(
          quantile(
            values.map((value) => value + by),
            at,
          ),
          quantile(values, at) + by,
        ),
      ),
    );
  });

  it('throws for no values instead of returning 0', () => {
    expect(() => median([])).to.throw(RangeError);
  });
});

describe('quantilesInPlace', () => {
  it('gives what sorting gives, also of values that are often alike', () => {
    const alike = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(sample, alike), fc.array(share, { maxLength: 4 }), (values, shares) => {
        const ascending = [...shares].sort((a, b) => a - b);
        const sorted = [...values].sort((a, b) => a - b);
        const wanted = ascending.map((each) => {
          const at = (sorted.length - 1) * each;
          const [below = NaN, above = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
          return below + (above - below) * (at - Math.floor(at));
        });
        expect(quantilesInPlace(Float64Array.from(values), ascending)).to.deep.equal(wanted);
      }),
    );
  });

  it('takes shares in ascending order only', () => {
    expect(() => quantilesInPlace(Float64Array.of(1, 2, 3), [0.9, 0.1])).to.throw(RangeError);
  });
});

describe('smallestSampleFor', () => {
  /** Equal tails: each side may miss with 2.5 %. */
  const twoSided = (n: number, p: number): boolean => p ** n <= 0.025 && (1 - p) ** n <= 0.025;

  for (const [name, p] of [
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    it(`is the first at which an equal-tailed interval of ${name} exists`, () => {
      const n = smallestSampleFor[name];
      expect(twoSided(n, p)).to.be.true;
      expect(twoSided(n - 1, p)).to.be.false;
    });
  }
});

describe('outlierRate', () => {
  it('is 0 for values that spread evenly', () => {
    expect(outlierRate(Array.from({ length: 100 }, (_, index) => index))).to.equal(0);
  });

  it('finds the one interrupted iteration of a hundred', () => {
    const calm = Array.from({ length: 99 }, (_, index) => 10 + (index % 5) / 10);
    expect(outlierRate([...calm, 40])).to.be.closeTo(0.01, 1e-12);
  });

  it('counts what sorted distances from the median put beyond ten sigma', () => {
    const wild = fc.oneof(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 0, max: 9999 }));
    const sortedMedian = (values: readonly number[]): number => {
      const sorted = [...values].sort((a, b) => a - b);
      const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
      return (low + high) / 2;
    };
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: 80 }), (values) => {
        const distances = values.map((value) => Math.abs(value - sortedMedian(values)));
        const beyond = distances.filter((distance) => distance > 14.826 * sortedMedian(distances));
        expect(outlierRate(values)).to.equal(beyond.length / values.length);
      }),
    );
  });

  it('is a share, whatever the scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const rate = outlierRate(values);
        expect(rate).to.be.within(0, 1);
        expect(outlierRate(values.map((value) => value * 1024))).to.equal(rate);
      }),
    );
  });
});

describe('mean', () => {
  it('lies between the extremes', () => {
    fc.assert(
      fc.property(sample, (values) => {
        expect(mean(values)).to.be.within(Math.min(...values) - 1e-3, Math.max(...values) + 1e-3);
      }),
    );
  });
});
