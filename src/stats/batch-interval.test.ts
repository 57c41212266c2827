import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { batchInterval } from './batch-interval.js';
import { median } from './summary.js';

describe('batchInterval', () => {
  it('is undefined for fewer than twenty values', () => {
    expect(batchInterval(Array.from({ length: 19 }, () => 1))).to.be.undefined;
    expect(batchInterval(Array.from({ length: 20 }, () => 1))).to.deep.equal({ low: 1, high: 1 });
  });

  // Ten batches of two, medians 0.5, 2.5 ... 18.5: mean 9.5, standard deviation 6.0553, half width 2.262157 * 1.91485.
  it('is the t interval of ten batch medians', () => {
    const found = batchInterval(Array.from({ length: 20 }, (_, index) => index));
    expect(found?.low).to.be.closeTo(9.5 - 4.331696, 1e-4);
    expect(found?.high).to.be.closeTo(9.5 + 4.331696, 1e-4);
  });

  it('moves and stretches with the values, and holds the middle of its batches', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -999, max: 999 }), (list, by, shift) => {
        const plain = batchInterval(list);
        const moved = batchInterval(list.map((value) => value * by + shift));
        if (plain === undefined || moved === undefined) throw new Error('twenty values are enough');
        expect(moved.low).to.be.closeTo(plain.low * by + shift, 1e-5);
        expect(moved.high).to.be.closeTo(plain.high * by + shift, 1e-5);
        expect(plain.low).to.be.at.most(plain.high);
      }),
    );
  });

  /** What the method is for: iterations that resemble their neighbours must widen the interval. */
  it('is wider for a drift than for the same values shuffled', () => {
    const drift = Array.from({ length: 200 }, (_, index) => index);
    const mixed = drift.map((_, index) => (index * 77) % 200);
    expect([...mixed].sort((a, b) => a - b)).to.deep.equal(drift);
    const width = ({ low, high } = { low: NaN, high: NaN }): number => high - low;
    expect(width(batchInterval(drift))).to.be.greaterThan(3 * width(batchInterval(mixed)));
    expect(median(drift)).to.equal(median(mixed));
  });
});
