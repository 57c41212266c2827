import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { paretoFront } from './pareto.js';

describe('the Pareto front', () => {
  it('leaves out what another beats, and keeps equals', () => {
    const best = { cost: 1, gain: 30 };
    const twin = { cost: 1, gain: 30 };
    const dear = { cost: 5, gain: 31 };
    expect(paretoFront([dear, { cost: 1, gain: 29 }, { cost: 2, gain: 30 }, best, twin])).to.have.members([
      best,
      twin,
      dear,
    ]);
    expect(paretoFront([])).to.be.empty;
  });

  it('rises from left to right, and every point left out is beaten by one on it', () => {
    const small = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.record({ cost: small, gain: small })), (points) => {
        const front = paretoFront(points);
        front.slice(1).forEach((point, index) => {
          const before = front[index];
          expect(point.cost >= (before?.cost ?? 0) && point.gain >= (before?.gain ?? 0)).to.be.true;
        });
        for (const point of points.filter((each) => !front.includes(each))) {
          const beats = front.some(({ cost, gain }) => cost <= point.cost && gain >= point.gain);
          expect(beats).to.be.true;
        }
      }),
    );
  });
});
