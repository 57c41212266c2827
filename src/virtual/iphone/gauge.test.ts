import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { idleW } from '../modelled/power.js';
import type { ModelledPhone } from '../modelled/settings.js';
import { fleets } from '../noise/fleets.js';
import { ClockGauge, ModelledGauge } from './gauge.js';

describe('the gauge of a phone whose latency is the host’s', () => {
  it('says something new at its own pace, however often it is read', () => {
    let now = 1000;
    const gauge = new ClockGauge(() => now);
    const { seconds, energyMj } = gauge.read();
    now += 1900;
    expect(gauge.read().seconds).equal(seconds);
    now += 200;
    const first = gauge.read();
    expect(first.seconds).equal(seconds + 2);
    expect(first.energyMj - energyMj).closeTo(2 * idleW * 1e3, 1e-6);
    now += 60_000;
    expect(gauge.read().seconds).equal(seconds + 62);
  });

  it('measures more while an app runs', () => {
    let now = 0;
    const gauge = new ClockGauge(() => now);
    const over = (ms: number): number => {
      const before = gauge.read().energyMj;
      now += ms;
      return gauge.read().energyMj - before;
    };
    const idle = over(10_000);
    gauge.appRuns(true);
    const busy = over(10_000);
    gauge.appRuns(false);
    expect(busy).above(2 * idle);
    expect(over(10_000)).closeTo(idle, 1e-6);
  });
});

describe('the gauge of a modelled phone', () => {
  const phone: ModelledPhone = {
    seed: 1,
    phone: 'a',
    night: 1,
    speed: 1,
    noise: fleets.quiet,
    memorySd: 0,
    baseMs: {},
    effects: [],
    ambientC: 22,
    throttleAboveC: 38,
  };
  const folder = temporaryFolder();
  const gauge = (file: string, night = 1) => new ModelledGauge({ ...phone, night }, join(folder.path, file));

  it('has let 20 s pass at each look, in which the phone draws nearly the same, and the same again in another run', () => {
    const [one, again, later] = [gauge('one'), gauge('again'), gauge('later', 2)];
    const readings = [one.read(), one.read(), one.read()];
    const [first = NaN, ...more] = readings.map(({ seconds }) => seconds);
    expect(more).to.deep.equal([first + 20, first + 40]);
    for (const { loadW } of readings) expect(loadW / idleW).within(0.95, 1.05);
    expect([again.read(), again.read()]).to.deep.equal(readings.slice(0, 2));
    expect(later.read().energyMj).not.equal(readings[0]?.energyMj);
  });

  it('says nothing new while an app runs', () => {
    const busy = gauge('busy');
    busy.appRuns(true);
    expect(busy.read()).to.deep.equal(busy.read());
    busy.appRuns(false);
    const before = busy.read();
    busy.appRuns(true);
    expect(busy.read()).to.deep.equal(before);
    busy.appRuns(false);
    expect(busy.read().seconds).above(before.seconds);
  });
});
