import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Observation } from './observation.js';
import { posteriorOf } from './posterior.js';
import { confirmationsFor, nextStep } from './search.js';
import type { Next, Result } from './search.js';

type Measure = (base: number, candidate: number, turn: number) => Partial<Observation>;

/** What a phone shows on which launches spread by half a percent: a confirmation knows a change to .2 %. */
const shown = (base: number, candidate: number, more: Partial<Observation>): Observation => {
  const { log = 0 } = more;
  const kind = log > 0.02 ? 'slower' : log < -0.02 ? 'faster' : 'no_difference';
  return { base, candidate, log, error: 0.002, degrees: 7, kind, isEquivalent: Math.abs(log) < 0.02, ...more };
};

/** Bisects builds of which each takes what `measure` says. */
function bisect(builds: number, measure: Measure, most?: number): { result: Result; asked: Observation[] } {
  const asked: Observation[] = [];
  for (;;) {
    const next: Next = nextStep(builds, asked, most);
    if (next.kind !== 'measure') return { result: next, asked };
    asked.push(shown(next.base, next.candidate, measure(next.base, next.candidate, asked.length)));
  }
}

/** Builds that are slower by `log` from the culprit on. */
const slowerFrom =
  (culprit: number, log = 0.05): Measure =>
  (base, candidate) => ({ log: log * (Number(candidate >= culprit) - Number(base >= culprit)) });

describe('the search for the first bad build', () => {
  it('takes a confirmation of the ends, one for each halving, and one that checks it', () => {
    expect([2, 3, 5, 64, 65].map(confirmationsFor)).to.deep.equal([2, 3, 4, 8, 8]);
  });

  for (const builds of [2, 3, 7, 64]) {
    it(`finds each culprit among ${String(builds)}, and checks it beside the build before`, () => {
      for (let culprit = 1; culprit < builds; culprit++) {
        const { result, asked } = bisect(builds, slowerFrom(culprit));
        expect(result).to.include({ kind: 'found', first: culprit, isChecked: true });
        expect(asked.length).to.be.at.most(confirmationsFor(builds));
        expect(asked.at(-1)).to.include({ base: culprit - 1, candidate: culprit });
      }
    });
  }

  it('measures nothing but the ends where they are as fast as each other, or the wrong way round', () => {
    expect(bisect(64, slowerFrom(99)).result).to.include({ kind: 'alike' });
    expect(bisect(64, slowerFrom(9, -0.05)).result).to.include({ kind: 'swapped' });
    expect(bisect(64, slowerFrom(9, -0.05)).asked).to.have.length(1);
  });

  it('asks about the ends once more when it is in doubt, and then gives up or goes on', () => {
    const doubtful = { log: 0.02, error: 0.012, kind: 'no_difference', isEquivalent: false } as const;
    const { result, asked } = bisect(64, () => doubtful);
    expect(result).to.include({ kind: 'too_close' });
    expect(asked).to.have.length(2);
    const second = bisect(8, (base, candidate, turn) => (turn === 0 ? doubtful : slowerFrom(3)(base, candidate, turn)));
    expect(second.result).to.include({ kind: 'found', first: 3 });
  });

  it('measures no more than it may, whatever was measured before', () => {
    const doubtful = shown(0, 7, { log: 0.02, error: 0.012, kind: 'no_difference', isEquivalent: false });
    expect(nextStep(8, [doubtful], 1)).to.include({ kind: 'too_close' });
    const others = [1, 2].map((candidate) => shown(0, candidate, {}));
    expect(() => nextStep(8, others, 2)).to.throw('none of them was of the ends');
  });

  it('asks again where an answer lies half way, and is not led astray by it', () => {
    const { result, asked } = bisect(
      16,
      (base, candidate, turn) =>
        turn === 1 ? { log: 0.026, error: 0.012, kind: 'no_difference' } : slowerFrom(12)(base, candidate, turn),
      9,
    );
    expect(result).to.include({ kind: 'found', first: 12 });
    expect(asked.length).to.be.above(confirmationsFor(16) - 1);
  });

  it('gives the range that is left when the confirmations are spent', () => {
    const { result, asked } = bisect(64, slowerFrom(20), 4);
    expect(asked).to.have.length(4);
    if (result.kind !== 'unsure') throw new Error(result.kind);
    expect(result.from).to.be.at.most(20);
    expect(result.to).to.be.at.least(20);
    expect(result.to - result.from).to.be.below(16);
    expect(result.sureness).to.be.at.least(0.95);
  });

  it('tells of builds that are neither fast nor slow: there is more than one culprit', () => {
    const twice: Measure = (base, candidate) => {
      const level = (build: number): number => 0.03 * Number(build >= 10) + 0.06 * Number(build >= 40);
      return { log: level(candidate) - level(base) };
    };
    const { result } = bisect(64, twice);
    if (result.kind !== 'found') throw new Error(result.kind);
    expect([10, 40]).to.include(result.first);
    expect(result.between).not.to.be.empty;
    expect(bisect(64, slowerFrom(10)).result).to.have.deep.property('between', []);
  });
});

describe('how likely each build is the first bad one', () => {
  it('adds up to 1, leaves the good end out, and is even while nothing between the ends was measured', () => {
    const { shares, log } = posteriorOf(5, [shown(0, 4, { log: 0.05 })]);
    expect(shares).to.deep.equal([0, 0.25, 0.25, 0.25, 0.25]);
    expect(log).to.be.closeTo(0.05, 1e-12);
  });

  it('is the ratio of Student densities', () => {
    // scipy 1.17: t.pdf([0, 10], 7) for .05 +- .005 measured of build 1 of 3, with the ends at .05 +- .005:
    // a = t.pdf(0, 7) * t.pdf(0, 7); b = t.pdf(10, 7) * t.pdf(0, 7); a / (a + b) = .9999816832214692
    const { shares } = posteriorOf(3, [
      shown(0, 2, { log: 0.05, error: 0.005 }),
      shown(0, 1, { log: 0.05, error: 0.005 }),
    ]);
    expect(shares[1]).to.be.closeTo(0.9999816832214692, 1e-12);
  });

  it('counts two doubtful answers together', () => {
    const doubt = shown(0, 1, { log: 0.02, error: 0.01 });
    const ends = shown(0, 2, { log: 0.05 });
    const [once, twice] = [posteriorOf(3, [ends, doubt]), posteriorOf(3, [ends, doubt, doubt])];
    expect(once.shares[2]).to.be.within(0.5, 0.9);
    expect(twice.shares[2]).to.be.above(once.shares[2] ?? 1);
  });
});
