import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { drawKills } from './kills.js';
import type { Kill } from './kills.js';

const kindOf = ({ victim, signal }: Kill): string => `${victim} ${signal}`;

describe('the kills of a soak', () => {
  it('follow from the seed, and lie apart over the run', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 100 }), (seed, count) => {
        const kills = drawKills(seed, count);
        expect(kills).to.have.length(count);
        expect(drawKills(seed, count)).to.deep.equal(kills);
        const shares = kills.map(({ share }) => share);
        expect(shares).to.deep.equal(shares.toSorted((one, other) => one - other));
        expect(Math.min(...shares)).to.be.at.least(0.02);
        expect(Math.max(...shares)).to.be.below(0.93);
      }),
    );
    expect(drawKills(1, 20)).not.to.deep.equal(drawKills(2, 20));
  });

  it('have each kind as often as any other, give or take one', () => {
    const counts = new Map<string, number>();
    for (const kill of drawKills(7, 60)) counts.set(kindOf(kill), (counts.get(kindOf(kill)) ?? 0) + 1);
    expect(counts).to.have.property('size', 27);
    expect([...new Set(counts.values())].sort()).to.deep.equal([2, 3]);
  });
});
