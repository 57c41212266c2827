import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { median } from './summary.js';
import { withinLaunch } from './within-launch.js';

/** The width of the interval that enough values have. */
const width = (values: readonly number[]): number => {
  const { interval } = withinLaunch(values);
  if (interval === undefined) throw new Error('twenty values are enough');
  return interval.high - interval.low;
};

describe('withinLaunch', () => {
  it('has no interval for fewer than twenty values', () => {
    expect(withinLaunch(Array.from({ length: 19 }, () => 1))).to.deep.equal({ centre: 1, interval: undefined });
    expect(withinLaunch(Array.from({ length: 20 }, () => 1))).to.deep.equal({
      centre: 1,
      interval: { low: 1, high: 1 },
    });
  });

  // Ten batches of two, medians 0.5, 2.5 ... 18.5: rms distance from 9.5 (n - 1) 6.0553, half width 2.262157 * 1.91485.
  it('is the median with the t interval of ten batch medians around it', () => {
    const { centre, interval } = withinLaunch(Array.from({ length: 20 }, (_, index) => index));
    expect(centre).to.equal(9.5);
    expect(interval?.low).to.be.closeTo(9.5 - 4.331696, 1e-4);
    expect(interval?.high).to.be.closeTo(9.5 + 4.331696, 1e-4);
  });

  it('moves and stretches with the values, and has its centre in the middle', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -999, max: 999 }), (list, by, shift) => {
        const plain = withinLaunch(list);
        const moved = withinLaunch(list.map((value) => value * by + shift));
        expect(plain.centre).to.equal(median(list));
        if (plain.interval === undefined || moved.interval === undefined) throw new Error('twenty values are enough');
        expect((plain.interval.low + plain.interval.high) / 2).to.be.closeTo(plain.centre, 1e-6);
        expect(moved.interval.low).to.be.closeTo(plain.interval.low * by + shift, 1e-5);
        expect(moved.interval.high).to.be.closeTo(plain.interval.high * by + shift, 1e-5);
      }),
    );
  });

  /** What the method is for: iterations that resemble their neighbours must widen the interval. */
  it('is wider for a drift than for the same values shuffled', () => {
    const drift = Array.from({ length: 200 }, (_, index) => index);
    const mixed = drift.map((_, index) => (index * 77) % 200);
    expect([...mixed].sort((a, b) => a - b)).to.deep.equal(drift);
    expect(width(drift)).to.be.greaterThan(3 * width(mixed));
    expect(median(drift)).to.equal(median(mixed));
  });
});
