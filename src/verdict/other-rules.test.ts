import { expect } from 'chai';
import { describe, it } from 'mocha';
import { calibrate } from './calibrate.js';
import { blockOrder } from './latencies.js';
import type { PairedLaunch } from './latencies.js';
import { memoryVerdict } from './memory.js';
import { qualityVerdict } from './quality.js';

describe('memoryVerdict', () => {
  const pinned = [100, 101, 99, 104, 100, 100, 101, 99, 100, 100].map((mb) => mb * 2 ** 20);
  const tonight = (...mb: readonly number[]): number[] => mb.map((one) => one * 2 ** 20);

  it('alarms above 5 %, and not for one launch that holds a buffer more', () => {
    expect(memoryVerdict(tonight(125, 125, 126), pinned)).to.deep.equal({ verdict: 'regressed', change: 0.25 });
    expect(memoryVerdict(tonight(105, 105, 105), pinned).verdict).to.equal('equivalent');
    expect(memoryVerdict(tonight(100, 109, 101), pinned).verdict).to.equal('equivalent');
    expect(memoryVerdict(tonight(90, 91, 92), pinned).verdict).to.equal('improved');
  });

  it('is inconclusive without enough launches, or with a figure that is none', () => {
    for (const [now, before, why] of [
      [tonight(100, 100), pinned, { kind: 'too_few_launches', have: 2, need: 3 }],
      [tonight(100, 100, 100), pinned.slice(1), { kind: 'too_few_launches', have: 9, need: 10 }],
      [[], pinned, { kind: 'no_measurement' }],
      [tonight(100, NaN, 100), pinned, { kind: 'not_a_number' }],
      [tonight(100, 0, 100), pinned, { kind: 'not_a_number' }],
    ] as const) {
      expect(memoryVerdict(now, before)).to.deep.equal({ verdict: 'inconclusive', why });
    }
  });
});

describe('qualityVerdict', () => {
  const base = { sha256: 'a', psnrDb: 33.25 };

  it('is unchanged for equal bytes, and otherwise the exact drop', () => {
    expect(qualityVerdict(base, base)).to.deep.equal({ verdict: 'unchanged' });
    expect(qualityVerdict(base, { sha256: 'b', psnrDb: 33 })).to.deep.equal({ verdict: 'changed', dropDb: 0.25 });
    expect(qualityVerdict(base, { sha256: 'b', psnrDb: 33.25 })).to.deep.equal({ verdict: 'changed', dropDb: 0 });
  });

  it('is inconclusive where an output is missing, or the same bytes score differently', () => {
    expect(qualityVerdict(base, undefined).verdict).to.equal('inconclusive');
    expect(qualityVerdict(base, { sha256: 'b', psnrDb: NaN }).verdict).to.equal('inconclusive');
    expect(qualityVerdict(base, { sha256: 'a', psnrDb: 30 })).to.deep.equal({
      verdict: 'inconclusive',
      why: { kind: 'contradiction' },
    });
  });
});

describe('calibrate', () => {
  /** A/A launches whose means are `means`. */
  const launchesOf = (means: readonly number[]): PairedLaunch[] =>
    means.map((mean) => ({
      blocks: blockOrder(4, 'base').map((arm) => ({ arm, logLatency: 17 + (arm === 'candidate' ? mean : 0) })),
    }));
  const spread = (count: number, by: number): number[] =>
    Array.from({ length: count }, (_, index) => (index % 2 === 0 ? by : -by));

  it('finds the spread of launches, and what cannot be seen below it', () => {
    const floor = calibrate(launchesOf(spread(32, 0.01)));
    if (floor.kind !== 'measured') throw new Error('32 launches are enough');
    expect(floor).to.include({ launches: 32, isRough: false, isBiased: false });
    expect(floor.launchSd).to.be.closeTo(0.01 * Math.sqrt(32 / 31), 1e-9);
    // t.ppf(.8 ** .5, 7) + max(t.ppf(.995, 7), 2 % / error), in errors of sd / sqrt(8)
    expect(floor.nightlySees).to.be.closeTo(0.025055114141365766, 1e-6);
    expect(floor.strictSees).to.be.lessThan(floor.nightlySees);
  });

  it('says that few launches are rough, that fewer are none, and that equals may not differ', () => {
    expect(calibrate(launchesOf(spread(8, 0.01)))).to.include({ isRough: true, isBiased: false });
    expect(calibrate(launchesOf(spread(32, 0.01).map((mean) => mean + 0.01)))).to.include({ isBiased: true });
    expect(calibrate(launchesOf(spread(7, 0.01)))).to.deep.equal({
      kind: 'unusable',
      why: { kind: 'too_few_launches', have: 7, need: 8 },
    });
    expect(calibrate([])).to.include({ kind: 'unusable' });
  });
});
