import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hodgesLehmann, hodgesLehmannInterval } from './hodges-lehmann.js';
import { median } from './summary.js';

const nine = [-0.3, -0.82, 0.25, 0.92, 1.64, 0.61, -0.05, -0.28, 1.25];
const finite = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 });

describe('hodgesLehmann', () => {
  // R: wilcox.test(nine, conf.int = TRUE); NumPy: the median, sixth and sixth last of the sorted Walsh averages.
  it('is R’s estimate with its exact interval', () => {
    expect(hodgesLehmann(nine)).to.be.closeTo(0.32, 1e-12);
    const interval = hodgesLehmannInterval(nine);
    expect(interval?.low).to.be.closeTo(-0.29, 1e-12);
    expect(interval?.high).to.be.closeTo(1.085, 1e-12);
    expect(interval?.confidence).to.be.closeTo(0.9609375, 1e-12);
  });

  it('is the median of all means of pairs', () => {
    fc.assert(
      fc.property(finite, (values) => {
        const pairs = values.flatMap((a, index) => values.slice(index).map((b) => (a + b) / 2));
        expect(hodgesLehmann(values)).to.equal(median(pairs));
      }),
    );
  });

  it('has no 95 % interval for five values, which can only promise 93.75 %', () => {
    expect(hodgesLehmannInterval([1, 2, 3, 4, 5])).to.be.undefined;
    expect(hodgesLehmannInterval([1, 2, 3, 4, 5], 0.93)).to.deep.equal({ low: 1, high: 5, confidence: 0.9375 });
    expect(hodgesLehmannInterval([1, 2, 3, 4, 5, 6])).to.deep.equal({ low: 1, high: 6, confidence: 0.96875 });
  });

  it('is hardly moved by one wild value, and lies in its interval', () => {
    expect(hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 1000])).to.be.at.most(6);
    fc.assert(
      fc.property(finite, (values) => {
        const interval = hodgesLehmannInterval(values);
        if (interval === undefined) return;
        expect(hodgesLehmann(values)).to.be.within(interval.low, interval.high);
        expect(interval.confidence).to.be.at.least(0.95);
      }),
    );
  });

  it('throws for no values instead of returning 0', () => {
    expect(() => hodgesLehmann([])).to.throw(RangeError);
  });
});
