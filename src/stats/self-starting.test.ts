import { expect } from 'chai';
import { describe, it } from 'mocha';
import { cusum } from './cusum.js';
import { seeded } from './seeded.js';
import { selfStarting } from './self-starting.js';

describe('self-starting values', () => {
  // scipy.stats.norm.ppf(scipy.stats.t.cdf((x[n] - x[:n].mean()) / x[:n].std(ddof=1) * (n / (n + 1)) ** .5, n - 1))
  it('are the normal deviates of their t against all before', () => {
    const found = selfStarting([1, 2, 4, 3, 2.5, 9]);
    [undefined, undefined, 1.2473, 0.3295, 0, 2.7447].forEach((wanted, index) => {
      if (wanted === undefined) expect(found[index]).to.equal(undefined);
      else expect(found[index], String(index)).to.be.closeTo(wanted, 0.03);
    });
  });

  it('keep the false alarms of a cumulative sum rare after ten values, whatever the first ten were', () => {
    const random = seeded(3);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const alarms = Array.from({ length: 2000 }, () => {
      const values = selfStarting(Array.from({ length: 52 }, normal)).slice(10);
      return cusum(values.map((value) => value ?? 0)).alarm !== undefined;
    });
    // 42 values of known mean and spread alarm in 8 % (one in 465 on average).
    expect(alarms.filter(Boolean).length / alarms.length).to.be.below(0.12);
  });

  it('tell what never varied from its first change', () => {
    expect(selfStarting([3, 3, 3, 3, 4])).to.deep.equal([undefined, undefined, 0, 0, Infinity]);
  });
});
