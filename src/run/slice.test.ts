import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedLaunch } from '../../test/hand-made-run.js';
import type { Job } from '../contract/job.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { mayBeOver, sliceMs } from './slice.js';

const withSteps = (steps: Job['steps']): PlannedLaunch =>
  plannedLaunch('m', { job: { ...plannedLaunch('m').job, steps } });

describe('a slice of the wait for a launch', () => {
  const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
  const load = { do: 'load', arm: 'a' } as const;
  const measure = (seconds: number) =>
    ({
      do: 'measure',
      arm: 'a',
      image: 'i',
      tiles,
      scope: 'predict',
      count: 1,
      minNs: seconds * 1e9,
    }) as const;

  it('is longer than the timed steps', () => {
    expect(sliceMs(withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]))).to.be.at.least(11_000);
  });

  it('ends before the driver gives a request up', () => {
    expect(sliceMs(withSteps([load, measure(900)]))).to.be.below(240_000 - 30_000);
  });

  it('comes after a look only where the app may have announced its end already', () => {
    const measuring = withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]);
    expect(mayBeOver(withSteps([load]), 10)).to.equal(true);
    expect(mayBeOver(measuring, 4000)).to.equal(false);
    expect(mayBeOver(withSteps([load, measure(0)]), 4000)).to.equal(true);
    expect(mayBeOver(withSteps([load, measure(0)]), 1000)).to.equal(false);
  });
});
