import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lag1Autocorrelation } from './autocorrelation.js';
import { changePoints } from './change-points.js';
import { cusum } from './cusum.js';
import { driftSlope, theilSen } from './drift.js';
import { seeded } from './seeded.js';
import { mean } from './summary.js';

const nine = [-0.3, -0.82, 0.25, 0.92, 1.64, 0.61, -0.05, -0.28, 1.25];

/** Standard normal values by Box and Muller. */
function normals(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

describe('lag1Autocorrelation', () => {
  // NumPy: (d[1:] * d[:-1]).sum() / (d * d).sum() with d = nine - nine.mean()
  it('is that of the usual definition', () => {
    expect(lag1Autocorrelation(nine)).to.be.closeTo(0.2820519182707395, 1e-12);
  });

  it('finds the correlation of a process that was made with one', () => {
    const normal = normals(1);
    let value = 0;
    const values = Array.from({ length: 4000 }, () => (value = 0.7 * value + normal()));
    expect(lag1Autocorrelation(values)).to.be.closeTo(0.7, 0.04);
    expect(lag1Autocorrelation(Array.from({ length: 4000 }, normal))).to.be.closeTo(0, 0.04);
  });

  it('is undefined for values that are all alike', () => {
    expect(lag1Autocorrelation([1, 1, 1, 1])).to.be.undefined;
    expect(lag1Autocorrelation([1, 2])).to.be.undefined;
  });
});

describe('the drift', () => {
  // scipy.stats.theilslopes(nine, numpy.arange(9)).slope
  it('is SciPy’s Theil-Sen slope', () => {
    expect(theilSen([0, 1, 2, 3, 4, 5, 6, 7, 8], nine)).to.be.closeTo(0.137, 1e-12);
    expect(theilSen([1, 1, 1], [1, 2, 3])).to.be.undefined;
  });

  it('is found under spikes that would lead least squares astray', () => {
    const normal = normals(2);
    const at = Array.from({ length: 500 }, (_, index) => index);
    const values = at.map((x) => 100 + 0.01 * x + normal() + (x > 470 && x % 4 === 0 ? 200 : 0));
    expect(driftSlope(at, values)).to.be.closeTo(0.01, 0.002);
    expect(driftSlope(at, values.slice().reverse())).to.be.closeTo(-0.01, 0.002);
  });

  it('is undefined where there is nothing to draw a line through', () => {
    expect(driftSlope([0, 1], [1, 2])).to.be.undefined;
    expect(driftSlope([5, 5, 5], [1, 2, 3])).to.be.undefined;
    expect(() => driftSlope([0], [1, 2])).to.throw(RangeError);
  });
});

describe('cusum', () => {
  /** How many values it takes until an alarm, on average. */
  const runLength = (shift: number, rounds: number, most: number): number => {
    const normal = normals(3);
    return mean(
      Array.from({ length: rounds }, () => {
        const { alarm } = cusum(Array.from({ length: most }, () => normal() + shift));
        return (alarm?.index ?? most - 1) + 1;
      }),
    );
  };

  // Montgomery, Statistical Quality Control, table 9.3: average run lengths with k .5 and h 5 are 465, 10.4 and 4.01.
  it('alarms as late and as soon as published', () => {
    expect(runLength(0, 400, 4000)).to.be.closeTo(465, 70);
    expect(runLength(1, 1000, 200)).to.be.closeTo(10.4, 0.6);
    expect(runLength(-2, 1000, 200)).to.be.closeTo(4.01, 0.2);
  });

  it('says in which direction, and since when', () => {
    const night = [0.1, -0.2, 0, 0.3, -0.1, 2, 2.2, 1.8, 2.1, 2];
    expect(cusum(night)).to.deep.equal({ alarm: { index: 8, direction: 'up' }, began: 5 });
    expect(cusum(night.map((value) => -value))).to.deep.equal({ alarm: { index: 8, direction: 'down' }, began: 5 });
    expect(cusum([0, 0.1])).to.deep.equal({ alarm: undefined, began: undefined });
  });
});

describe('changePoints', () => {
  const series = (seed: number, ...levels: readonly (readonly [number, number])[]): number[] => {
    const normal = normals(seed);
    return levels.flatMap(([level, nights]) => Array.from({ length: nights }, () => level + normal()));
  };

  it('finds each step, near where it was made', () => {
    const found = changePoints(series(4, [0, 30], [4, 25], [1, 30])).map(({ index }) => index);
    expect(found).to.have.length(2);
    expect(found[0]).to.be.closeTo(30, 1);
    expect(found[1]).to.be.closeTo(55, 2);
  });

  it('finds none in noise but for one series in a hundred', () => {
    const alarms = Array.from({ length: 100 }, (_, seed) => changePoints(series(100 + seed, [0, 40])).length);
    expect(alarms.filter((count) => count > 0).length).to.be.at.most(4);
  });

  it('gives the same for the same values, and nothing for too few', () => {
    const values = series(5, [0, 15], [2, 15]);
    expect(changePoints(values)).to.deep.equal(changePoints(values));
    expect(changePoints([1, 2, 3, 9, 9, 9])).to.deep.equal([]);
    expect(changePoints([])).to.deep.equal([]);
  });
});
