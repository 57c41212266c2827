import { expect } from 'chai';
import { describe, it } from 'mocha';
import { measured, plannedLaunch } from '../../test/hand-made-run.js';
import { modelArmOf } from '../contract/job.js';
import type { Arm, Job } from '../contract/job.js';
import { Speed } from './speed.js';

describe('the speed that a phone has shown', () => {
  const { job } = plannedLaunch('m');
  const arm = modelArmOf(job, 'a') ?? expect.fail();
  const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
  const steps: Job['steps'] = [
    { do: 'load', arm: 'a' },
    { do: 'measure', arm: 'a', image: 'i', tiles, scope: 'predict', count: 2, minNs: 0 },
  ];
  /** After launches whose predictions took so many milliseconds each. */
  const after = (...launches: readonly (readonly number[])[]): Speed => {
    const speed = new Speed();
    for (const latenciesMs of launches) speed.learn({ ...job, steps }, measured(latenciesMs.map((ms) => ms * 1e6)));
    return speed;
  };
  const sized = (width: number): Arm => ({ ...arm, input: { ...arm.input, width, height: width } });

  it('is not known before a launch', () => {
    expect([after().tileMs(arm), after().loadMs(arm)]).to.deep.equal([undefined, undefined]);
    expect(after([]).tileMs(arm)).to.equal(undefined);
  });

  it('is that of the latest launch', () => {
    expect(after([4, 6]).tileMs(arm)).to.equal(5);
    expect(after([4, 6], [10]).tileMs(arm)).to.equal(10);
    expect(after([4]).loadMs(arm)).to.equal(3);
  });

  it('is that of the same model on the same units alone', () => {
    const speed = after([4]);
    expect(speed.tileMs({ ...arm, computeUnits: 'cpuOnly' })).to.equal(undefined);
    expect(speed.tileMs({ ...arm, sha256: 'b'.repeat(64) })).to.equal(undefined);
    expect(speed.loadMs({ ...arm, function: 'wide' })).to.equal(undefined);
  });

  it('grows with the pixels of a larger input, and does not shrink with those of a smaller one', () => {
    expect(after([4]).tileMs(sized(128))).to.equal(16);
    expect(after([4]).tileMs(sized(32))).to.equal(4);
  });
});
