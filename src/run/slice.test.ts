import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measured, plannedLaunch } from '../../test/hand-made-run.js';
import type { Job } from '../contract/job.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { endedWarm, mayBeOver, sliceMs } from './slice.js';

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
    expect(sliceMs(withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]), false)).to.be.at.least(11_000);
  });

  it('leaves a warm phone the time to cool down before them', () => {
    const launch = withSteps([load, { do: 'cooldown', until: 'nominal', timeoutS: 60 }, measure(9)]);
    expect(sliceMs(launch, true) - sliceMs(launch, false)).to.equal(60_000);
    const ending = (state: 'nominal' | 'fair') =>
      measured([1, 2]).map((event) =>
        event.event === 'result' && event.do === 'measure'
          ? { ...event, thermal: [[0, state] as [number, typeof state]] }
          : event,
      );
    expect(endedWarm(ending('nominal'))).to.equal(false);
    expect(endedWarm(ending('fair'))).to.equal(true);
  });

  it('ends before the driver gives a request up', () => {
    expect(sliceMs(withSteps([load, measure(900)]), false)).to.be.below(240_000 - 30_000);
  });

  it('comes after a look only where the app may have announced its end already', () => {
    const measuring = withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]);
    expect(mayBeOver(withSteps([load]), 10)).to.equal(true);
    expect(mayBeOver(measuring, 4000)).to.equal(false);
    expect(mayBeOver(withSteps([load, measure(0)]), 4000)).to.equal(true);
    expect(mayBeOver(withSteps([load, measure(0)]), 1000)).to.equal(false);
  });
});
