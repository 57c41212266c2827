import { median } from '../../../src/stats/summary.js';
import { calibrate, calibrationLaunches } from '../../../src/verdict/calibrate.js';
import { confirm } from '../../../src/verdict/confirm.js';
import { decide } from '../../../src/verdict/decide.js';
import { nightly } from '../../../src/verdict/design.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { FastPhone } from './fast-phone.js';
import type { Breed } from './fast-phone.js';
import { count } from './nights.js';
import type { Count } from './nights.js';

export interface Floors {
  /** Medians over phones, as shares: what A/A launches say that two confirmations cannot see below. */
  readonly nightlySees: number;
  readonly strictSees: number;
  /** Slowdowns of just that size that two confirmations found; four of five would be as promised. */
  readonly found: Count;
  /** Phones whose calibration finds a difference between equals; one in a hundred would be as promised. */
  readonly biased: Count;
}

/** Calibrates phones with A/A launches in four nights, and slows cases down by what they are said to show. */
export function floors(breed: Breed, phones: number, seed: number): Floors {
  const { model, noise } = breed;
  const [found, biased] = [count(), count()];
  const seen: { nightly: number; strict: number }[] = [];
  for (let phone = 0; phone < phones; phone++) {
    const random = new Random('floor', model.name, seed, phone);
    let night = 0;
    const tonight = (): FastPhone => {
      night = model.nextNight(random, noise, night);
      const device = new FastPhone(breed, random, night);
      device.endSweep();
      return device;
    };
    const launches = Array.from({ length: calibrationLaunches / nightly.launches }, () =>
      tonight().pairedLaunches(nightly, 0),
    ).flat();
    const floor = calibrate(launches);
    if (floor.kind === 'unusable') throw new Error('the calibration has all of its launches');
    seen.push({ nightly: floor.nightlySees, strict: floor.strictSees });
    const device = tonight();
    const again = () => confirm(device.pairedLaunches(nightly, Math.log1p(floor.nightlySees)), nightly);
    found.of++;
    if (decide({ first: again(), repeat: again() }).verdict === 'regressed') found.hits++;
    biased.of++;
    if (floor.isBiased) biased.hits++;
  }
  return {
    nightlySees: median(seen.map((one) => one.nightly)),
    strictSees: median(seen.map((one) => one.strict)),
    found,
    biased,
  };
}
