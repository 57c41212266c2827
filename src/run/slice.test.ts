import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measured, plannedLaunch } from '../../test/hand-made-run.js';
import type { Event } from '../contract/events.js';
import type { Job } from '../contract/job.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { capabilitiesFor } from '../phone/capabilities.js';
import { afterLookMs, endedWarm, mayBeOver, sliceMs } from './slice.js';
import { Speed } from './speed.js';

const withSteps = (steps: Job['steps']): PlannedLaunch =>
  plannedLaunch('m', { job: { ...plannedLaunch('m').job, steps } });

/** What an app writes that loads and predicts once, in these times. */
function primed(tileMs: number, loadMs: number): Event[] {
  const memory = { footprintBytes: 1, footprintPeakBytes: 1 };
  const at = { event: 'result', tNs: 1 } as const;
  return [
    { ...at, step: 0, do: 'load', loadNs: loadMs * 1e6, procedure: 'purged', notes: [], ...memory },
    { ...at, step: 1, do: 'warmup', latenciesNs: [tileMs * 1e6], tiles: 1, ...memory },
  ];
}

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
    expect(sliceMs(withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]), false, new Speed())).to.be.at.least(
      11_000,
    );
  });

  it('leaves a warm phone the time to cool down before them', () => {
    const launch = withSteps([load, { do: 'cooldown', until: 'nominal', timeoutS: 60 }, measure(9)]);
    expect(sliceMs(launch, true, new Speed()) - sliceMs(launch, false, new Speed())).to.equal(60_000);
    const ending = (state: 'nominal' | 'fair') =>
      measured([1, 2]).map((event) =>
        event.event === 'result' && event.do === 'measure'
          ? { ...event, thermal: [[0, state] as [number, typeof state]] }
          : event,
      );
    expect(endedWarm(ending('nominal'))).to.equal(false);
    expect(endedWarm(ending('fair'))).to.equal(true);
  });

  it('ends before the driver gives a request up', async () => {
    const { 'appium:wdaConnectionTimeout': driversMs } = await capabilitiesFor({
      udid: 'a',
      name: 'A',
      osVersion: '18.5',
      wdaUrl: 'http://a',
    });
    expect(sliceMs(withSteps([load, measure(9000)]), false, new Speed())).to.be.below(Number(driversMs) - 30_000);
  });

  it('is as long as the timed steps of a phone that has shown to be forty times slower than guessed', () => {
    const steps: Job['steps'] = [load, { do: 'warmup', arm: 'a', image: 'i', tiles, count: 1 }];
    const planned = withSteps([load, { do: 'pause', durationS: 2 }, { ...measure(1), count: 300 }]);
    const speed = new Speed();
    const guessed = sliceMs(planned, false, speed);
    speed.learn({ ...planned.job, steps }, primed(800, 3000));
    const learned = sliceMs(planned, false, speed);
    expect(guessed).to.be.below(300 * 800);
    expect(learned).to.be.at.least(2000 + 3000 + 300 * 800);
    // What was lost is noticed sooner where the phone is known to be fast.
    speed.learn({ ...planned.job, steps }, primed(4, 100));
    expect(sliceMs(planned, false, speed)).to.be.below(20_000);
  });

  it('is longer after a look among timed steps, so that there is one', () => {
    expect(afterLookMs(10_000)).to.be.at.least(180_000);
    expect(afterLookMs(400_000)).to.equal(400_000);
  });

  it('comes after a look only where the app may have announced its end already', () => {
    const measuring = withSteps([load, { do: 'pause', durationS: 2 }, measure(9)]);
    expect(mayBeOver(withSteps([{ do: 'stage' }]), 10)).to.equal(true);
    expect(mayBeOver(measuring, 4000)).to.equal(false);
    expect(mayBeOver(withSteps([load, measure(0)]), 4000)).to.equal(true);
    expect(mayBeOver(withSteps([load, measure(0)]), 1000)).to.equal(false);
  });
});
