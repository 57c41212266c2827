import { expect } from 'chai';
import { describe, it } from 'mocha';
import { acrossLaunches, fewestLaunches } from './across-launches.js';

describe('acrossLaunches', () => {
  // scipy.stats.t.interval(.95, 4, loc=3, scale=scipy.stats.sem([1, 2, 3, 4, 5])): 3 ± 2.776445 * sqrt(2.5 / 5)
  it('is the t interval of the launches’ medians', () => {
    const found = acrossLaunches([5, 1, 4, 2, 3]);
    expect(found?.low).to.be.closeTo(3 - 1.963243, 1e-5);
    expect(found?.high).to.be.closeTo(3 + 1.963243, 1e-5);
  });

  it('is undefined for too few launches to estimate a spread', () => {
    expect(acrossLaunches(Array.from({ length: fewestLaunches - 1 }, (_, index) => index))).to.be.undefined;
  });
});
