import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { finished, measured, session, started } from '../../test/hand-made-run.js';
import type { BatteryReading } from '../contract/battery.js';
import { batteryAround } from './battery-around.js';
import { caseEnergy } from './case-energy.js';
import type { Entry, Finished, Session } from './journal.js';
import { energyOf } from './launch-energy.js';
import type { LaunchRecord } from './launch-record.js';

const ok = { status: 'ok' } as const;
const said = (reading: BatteryReading): Entry => ({ type: 'battery', at: '2026-01-01T00:00:00.000Z', reading });
const load = (sumMws: number, count: number): Entry => said({ temperatureC: 30, load: { sumMws, count } });

/** A launch that predicts for `busyS` seconds, with these words of the gauge before and after it. */
function launchBetween(before: readonly Entry[], after: readonly Entry[], busyS = 30): LaunchRecord {
  const end = finished('m', ok) as Finished;
  const entries = [session(), ...before, started('m'), end, ...after];
  const predictions = Array.from({ length: busyS * 10 }, () => 1e8);
  const events = measured(predictions).map((event) =>
    event.event === 'result' && event.do === 'load' ? { ...event, loadNs: 0 } : event,
  );
  const around = batteryAround(entries).get(end);
  return { session: session() as Session, finished: end, events, hello: undefined, judged: [], around };
}

const whyOf = (launch: LaunchRecord): string => {
  const energy = energyOf(launch);
  return 'why' in energy ? energy.why : 'it has one';
};

/** An idle phone draws 1 W, and 3 W while it works for 30 s; its gauge speaks every 20 s. */
const before = [load(5000, 5), load(20_000, 20), load(40_000, 40)];
const after = [load(80_000, 60), load(160_000, 100), load(180_000, 120)];

describe('the energy of a launch', () => {
  it('is what the phone drew beyond an idle one, from the word before the launch to the one that holds all of it', () => {
    // 120 J in 60 s, of which 60 J are idle.
    expect(energyOf(launchBetween(before, after))).to.deep.equal({
      idleW: 1,
      powerW: 2,
      energyJ: 60,
      perImageMj: 200,
      lowMj: 200,
      highMj: 200,
    });
  });

  it('lies between what either time of rest makes of it', () => {
    const warmer = [...after.slice(0, 2), load(182_000, 120)];
    const energy = energyOf(launchBetween(before, warmer));
    expect(energy).to.deep.include({ idleW: 1.05, lowMj: 180, highMj: 200 });
  });

  it('is found whatever the phone draws, as long as that does not change', () => {
    const watts = fc.double({ min: 0.05, max: 10, noNaN: true });
    const seconds = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(watts, watts, seconds, fc.integer({ min: 61, max: 200 }), (idle, work, refresh, busy) => {
        const at = (count: number, busyS: number): Entry =>
          load(Math.round(1e3 * (idle * count + work * busyS)), count);
        const end = 2 * refresh + busy + 1;
        const energy = energyOf(
          launchBetween(
            [at(1, 0), at(1 + refresh, 0), at(1 + 2 * refresh, 0)],
            [at(end, busy), at(end + refresh, busy), at(end + 2 * refresh, busy)],
            busy,
          ),
        );
        expect('powerW' in energy ? energy.powerW : NaN).closeTo(work, 0.02);
      }),
    );
  });

  it('is missing where the gauge said too little, and the launch says why', () => {
    for (const [first, last] of [
      [before.slice(1), after],
      [before, after.slice(0, 2)],
      [[said({ temperatureC: 30 })], [said({ temperatureC: 31 })]],
    ] as const)
      expect(whyOf(launchBetween(first, last))).to.match(/said too little/);
    expect(whyOf(launchBetween([], []))).to.match(/^the phone said nothing of use about its battery$/);
  });

  it('is missing for a launch that is shorter than the time between two words of the gauge', () => {
    expect(whyOf(launchBetween(before, after, 19))).to.match(
      /worked for 19\.0 s, .* every 20 s; raise measure\.min_seconds$/,
    );
  });

  it('is missing where the gauge talks nonsense', () => {
    const none = launchBetween(before, [after[0] ?? said({}), load(100_000, 100), load(120_000, 120)]);
    expect(whyOf(none)).to.match(/no more than when it was idle/);
    const backwards = launchBetween(before, [load(1, 1), load(2, 2), load(3, 3)]);
    expect(whyOf(backwards)).to.match(/a power that no phone draws/);
    const huge = launchBetween(before, [load(80_000, 60), load(9e9, 100), load(9e9 + 20_000, 120)]);
    expect(whyOf(huge)).to.match(/a power that no phone draws/);
    const hasty = launchBetween(before, [load(60_000, 41), load(180_000, 50), load(200_000, 70)]);
    expect(whyOf(hasty)).to.match(/fewer seconds than the launch worked/);
  });

  it('is the geometric mean over launches, with what the least and the most of them took', () => {
    const more = launchBetween(before, [after[0] ?? said({}), load(190_000, 100), load(210_000, 120)]);
    const { figures, whys } = caseEnergy([launchBetween(before, after), more, launchBetween([], [])]);
    expect(figures?.perImageMj).closeTo(Math.sqrt(200 * 300), 1e-6);
    expect(figures?.interval).to.deep.equal({ low: 200, high: 300 });
    expect(whys).to.have.length(1);
  });
});

describe('what the gauge says around a launch', () => {
  it('is not taken from another session, nor from before another launch', () => {
    const end = finished('m', ok) as Finished;
    const other = batteryAround([session(), ...before, session(), started('m'), end, ...after]).get(end);
    expect(other?.restBefore).to.equal(undefined);
    const between = batteryAround([session(), ...before, started('p'), finished('p', ok), started('m'), end, ...after]);
    expect(between.get(end)?.restBefore).to.equal(undefined);
    expect(between.get(end)?.restAfter).to.deep.equal({ sumMws: 20_000, count: 20 });
  });

  it('serves the launch before and the one after', () => {
    const [one, two] = [finished('m', ok) as Finished, finished('n', ok) as Finished];
    const found = batteryAround([session(), ...before, started('m'), one, ...after, started('n'), two]);
    expect(found.get(one)?.restAfter).to.deep.equal(found.get(two)?.restBefore);
    expect(found.get(two)?.before?.load).to.deep.equal({ sumMws: 180_000, count: 120 });
  });

  it('may be read while a launch is prepared, and is what was said before that launch alone', () => {
    const [one, two] = [finished('m', ok) as Finished, finished('n', ok) as Finished];
    const [word = said({})] = before;
    const found = batteryAround([session(), started('m'), one, started('n'), word, two]);
    expect(found.get(one)?.before).to.equal(undefined);
    expect(found.get(two)?.before).to.equal(word.type === 'battery' && word.reading);
  });
});
