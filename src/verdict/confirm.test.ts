import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { confirm } from './confirm.js';
import type { Evidence } from './confirm.js';
import { nightly, strict } from './design.js';
import { blockOrder, differencesOf, logLatencyOf } from './latencies.js';
import type { PairedLaunch } from './latencies.js';

/** Launches whose pairs differ by `effects[launch]` plus a wobble of the pair that cancels over four. */
const launchesOf = (effects: readonly number[], wobble = 0.001): PairedLaunch[] =>
  effects.map((effect, launch) => ({
    blocks: blockOrder(4, launch % 2 === 0 ? 'base' : 'candidate').map((arm, block) => ({
      arm,
      logLatency: 17 + launch / 10 + (arm === 'candidate' ? effect + wobble * ([1, -1, 2, -2][block >> 1] ?? 0) : 0),
    })),
  }));

const eight = [0.051, 0.046, 0.055, 0.049, 0.05, 0.047, 0.053, 0.049];

function evidenceOf(launches: readonly PairedLaunch[]): Evidence {
  const found = confirm(launches, nightly);
  if (found.kind === 'unusable') throw new Error('expected evidence');
  return found.evidence;
}

describe('confirm', () => {
  // scipy.stats.ttest_1samp(eight, 0, alternative='greater'); t.interval(.95, 7, mean, sem); log1p and expm1 around
  it('calls a change slower that is sure and large enough, with SciPy’s figures', () => {
    const found = confirm(launchesOf(eight), nightly);
    expect(found.kind).to.equal('slower');
    const { effect, pSlower, launchSd, launches, pairs } = evidenceOf(launchesOf(eight));
    expect({ launches, pairs }).to.deep.equal({ launches: 8, pairs: 32 });
    expect(effect.change).to.be.closeTo(Math.expm1(0.05), 1e-12);
    expect(effect.low).to.be.closeTo(0.0486587032789989, 1e-9);
    expect(effect.high).to.be.closeTo(0.053889997403295746, 1e-9);
    expect(pSlower / 2.3904838450637103e-10).to.be.closeTo(1, 1e-6);
    expect(launchSd).to.be.closeTo(0.0029760952365713795, 1e-12);
  });

  it('calls the same the other way round faster', () => {
    const found = confirm(launchesOf(eight.map((effect) => -effect)), nightly);
    expect(found.kind).to.equal('faster');
  });

  it('leaves a sure change alone that is smaller than 2 %', () => {
    const found = confirm(launchesOf(eight.map((effect) => effect - 0.035)), nightly);
    expect(found.kind).to.equal('no_difference');
  });

  it('leaves a large change alone that one launch in two shows', () => {
    expect(confirm(launchesOf([0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0]), nightly).kind).to.equal('no_difference');
  });

  it('shows that nothing changed only by an interval within 3 %', () => {
    expect(evidenceOf(launchesOf(eight.map((effect) => effect - 0.05))).isEquivalent).to.be.true;
    expect(evidenceOf(launchesOf([0.06, -0.05, 0.04, -0.06, 0.05, -0.04, 0.03, -0.03])).isEquivalent).to.be.false;
    // Truly 3 % slower is never near enough.
    expect(evidenceOf(launchesOf(eight.map((effect) => effect - 0.05 + Math.log(1.03)))).isEquivalent).to.be.false;
  });

  it('cannot see small changes on a phone whose launches spread', () => {
    const [calm, restless] = [
      evidenceOf(launchesOf(eight)),
      evidenceOf(launchesOf(eight.map((effect) => 10 * effect))),
    ];
    expect(calm.seesFrom).to.be.within(0.02, 0.025);
    expect(restless.seesFrom).to.be.greaterThan(0.04);
  });

  it('says nothing about too few launches, launches that broke off and figures that are no numbers', () => {
    const whole = launchesOf(eight);
    expect(confirm([], nightly)).to.deep.equal({ kind: 'unusable', why: { kind: 'no_measurement' } });
    expect(confirm(whole, strict)).to.deep.equal({
      kind: 'unusable',
      why: { kind: 'too_few_launches', have: 8, need: 12 },
    });
    const [first, ...others] = whole;
    const short = { blocks: (first?.blocks ?? []).slice(0, 7) };
    expect(confirm([short, ...others], nightly)).to.deep.equal({
      kind: 'unusable',
      why: { kind: 'too_few_launches', have: 7, need: 8 },
    });
    const broken = { blocks: (first?.blocks ?? []).map((block) => ({ ...block, logLatency: logLatencyOf([]) })) };
    expect(confirm([broken, ...others], nightly)).to.deep.equal({ kind: 'unusable', why: { kind: 'not_a_number' } });
  });
});

describe('differencesOf', () => {
  it('takes candidate minus base whichever came first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 }), (effects) => {
        const means = differencesOf(launchesOf(effects, 0), 4);
        if ('kind' in means) throw new Error('the figures are numbers');
        means.forEach((pairs, launch) => {
          expect(pairs).to.have.length(4);
          for (const pair of pairs) expect(pair).to.be.closeTo(effects[launch] ?? NaN, 1e-9);
        });
      }),
    );
  });

  it('cancels drift over each two pairs', () => {
    const drifting = { blocks: blockOrder(4, 'base').map((arm, at) => ({ arm, logLatency: at / 100 })) };
    const [pairs] = differencesOf([drifting], 4) as number[][];
    expect((pairs ?? []).reduce((total, value) => total + value, 0)).to.be.closeTo(0, 1e-12);
  });

  it('has no logarithm of nothing, of 0 and of what is no number', () => {
    expect(logLatencyOf([1, 2, 3])).to.equal(Math.log(2));
    for (const values of [[], [0], [NaN], [-1], [Infinity]]) expect(logLatencyOf(values)).to.be.NaN;
  });
});
