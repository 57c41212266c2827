import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedLaunch, planOf } from '../../test/hand-made-run.js';
import type { Step } from '../contract/job.js';
import { launchLimitMs, stepLimitMs, timedMs } from './limits.js';

const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 8, height: 8 } }];
const on = { arm: 'a', image: 'i', tiles };
const predict = { do: 'measure', ...on, count: 1, minNs: 0, scope: 'predict' } as const;
const of = (...steps: Step[]) => ({ job: { ...plannedLaunch('m').job, steps } });
const limitMs = (...steps: Step[]): number => launchLimitMs(planOf([], []), of(...steps));

describe('the limit of a launch', () => {
  for (const [what, step, leastMs] of [
    ['cooldown', { do: 'cooldown', until: 'nominal', timeoutS: 300 }, 300_000],
    ['pause', { do: 'pause', durationS: 30 }, 30_000],
    ['paced prediction', { ...predict, count: 600, paceHz: 1 }, 600_000],
    ['sustained measurement', { ...predict, durationS: 900 }, 900_000],
    ['measurement by time', { ...predict, minNs: 60e9 }, 60_000],
    ['load', { do: 'load', arm: 'a' }, 600_000],
  ] as const satisfies readonly (readonly [string, Step, number])[]) {
    it(`allows for a ${what}`, () => {
      expect(limitMs({ do: 'stage' }, step) - limitMs({ do: 'stage' })).to.be.at.least(leastMs);
    });
  }
});

describe('the limit of a step', () => {
  const limits = { helloMs: 1000, stallMs: 2000 };

  it('is for what the system does as long as the app may give signs of life, or as a sweep says', () => {
    for (const step of ['compile', 'load', 'placement'] as const) {
      expect(stepLimitMs({ limits }, { do: step }), step).to.equal(602_000);
      expect(stepLimitMs({ limits: { ...limits, longestStepMs: 3000 } }, { do: step }), step).to.equal(5000);
    }
  });

  it('is none for what the app does, whose heart beats with its progress', () => {
    expect(stepLimitMs({ limits }, { do: 'measure' })).to.equal(undefined);
  });
});

describe('the limit of a launch on a slow phone', () => {
  it('is longer than its predictions, however slow they are', () => {
    const slow = { tileMs: () => 20_000, loadMs: () => undefined };
    const of100 = of({ ...predict, count: 100 });
    expect(launchLimitMs(planOf([], []), of100, slow)).to.be.at.least(100 * 20_000);
  });
});

describe('the time that nothing should disturb', () => {
  it('is at least as long as the pauses and the timed steps', () => {
    const pause: Step = { do: 'pause', durationS: 2 };
    expect(timedMs(of(pause, { ...predict, count: 10, paceHz: 1 }))).to.be.at.least(12_000);
    expect(timedMs(of({ ...predict, durationS: 60 }, { ...predict, minNs: 5e9 }))).to.be.at.least(65_000);
  });

  it('grows with predictions and tiles', () => {
    const [tile] = tiles;
    if (tile === undefined) throw new Error('no tile');
    const one = timedMs(of(predict));
    expect(one).to.be.greaterThan(0);
    expect(timedMs(of({ ...predict, count: 3 }))).to.equal(3 * one);
    expect(timedMs(of({ do: 'quality', ...on, tiles: [tile, tile] }))).to.equal(2 * one);
  });

  it('is none in a launch that times nothing', () => {
    expect(timedMs(of({ do: 'stage' }, { do: 'compile', arm: 'a' }, { do: 'purge' }))).to.equal(0);
  });

  it('has room for a load, more of it where the phone takes long', () => {
    const load: Step = { do: 'load', arm: 'a' };
    const known = (loadMs: number) => timedMs(of(load), { tileMs: () => undefined, loadMs: () => loadMs });
    expect(timedMs(of(load))).to.be.at.least(10_000);
    expect(known(60_000)).to.be.at.least(120_000);
    expect(known(100)).to.be.below(1000);
  });
});
