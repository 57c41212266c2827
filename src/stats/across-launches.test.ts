import { expect } from 'chai';
import { describe, it } from 'mocha';
import { acrossLaunches, fewestLaunches } from './across-launches.js';

describe('acrossLaunches', () => {
  // numpy.exp(scipy.stats.t.interval(.95, 4, loc=log(x).mean(), scale=scipy.stats.sem(log(x)))), x = [5, 1, 4, 2, 3]
  it('is the geometric mean of the launches’ medians with its t interval', () => {
    const { centre, interval } = acrossLaunches([5, 1, 4, 2, 3]);
    expect(centre).to.be.closeTo(2.605171084697, 1e-11);
    expect(interval?.low).to.be.closeTo(1.183421, 1e-6);
    expect(interval?.high).to.be.closeTo(5.734999, 1e-6);
  });

  it('has the geometric mean, and no interval, for too few launches to estimate a spread', () => {
    expect(acrossLaunches([2, 8])).to.deep.equal({ centre: 4, interval: undefined });
    const few = Array.from({ length: fewestLaunches - 1 }, (_, index) => 1 + index);
    expect(acrossLaunches(few).interval).to.be.undefined;
  });

  it('has no interval where a launch has a median of 0', () => {
    expect(acrossLaunches([0, 1, 2, 3, 4])).to.deep.equal({ centre: 0, interval: undefined });
  });
});
