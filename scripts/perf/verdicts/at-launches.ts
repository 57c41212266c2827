import { acrossLaunches } from '../../../src/stats/across-launches.js';
import { hodgesLehmannInterval } from '../../../src/stats/hodges-lehmann.js';
import { median } from '../../../src/stats/summary.js';
import { withinLaunch } from '../../../src/stats/within-launch.js';
import { confirm } from '../../../src/verdict/confirm.js';
import { decide } from '../../../src/verdict/decide.js';
import { nightly, screenIterations } from '../../../src/verdict/design.js';
import type { Noise } from '../../../src/virtual/noise/fleets.js';
import { launchIdleS, PhoneSession } from '../../../src/virtual/noise/model.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { competitors, sampleOf } from './competitors.js';
import { baseS, FastPhone, warmUps } from './fast-phone.js';
import type { Breed } from './fast-phone.js';
import { medianOf } from './iteration-pool.js';
import type { NoiseModel } from './noise-models.js';
import { count, effects } from './nights.js';
import type { Count } from './nights.js';

/** Unchanged first. */
export const shifts = [0, ...effects];

const hit = (to: Count, is: boolean): void => {
  to.of++;
  if (is) to.hits++;
};

/** Every iteration of `launches` launches of one case in one night, after others that heated the phone. */
function iterationsOf(model: NoiseModel, noise: Noise, launches: number, night: number, random: Random): Float64Array {
  const quiet = { ...noise, nightSd: 0, launchSd: 0, launchArmSd: 0 };
  const session = new PhoneSession(random, quiet);
  for (let launch = 0; launch < warmUps; launch++) {
    session.idle(launchIdleS);
    session.work(screenIterations * baseS);
  }
  const logs = new Float64Array(launches * screenIterations);
  for (let launch = 0; launch < launches; launch++) {
    const level = night + model.launch(random, noise) + model.arm(random, noise);
    const { log } = session.launch(random, [0], screenIterations, baseS);
    for (let at = 0; at < screenIterations; at++) logs[launch * screenIterations + at] = (log[at] ?? NaN) + level;
  }
  return logs;
}

export interface Shares {
  readonly name: string;
  /** Called slower, for each of `shifts`. */
  readonly slower: readonly Count[];
}

/** Two runs of `launches` launches in two nights of one phone, judged as other tools judge them; and the same number confirmed. */
export function methods(breed: Breed, launches: number, cells: number, seed: number): Shares[] {
  const { model, noise } = breed;
  const rows = competitors.map(({ name }) => ({ name, slower: shifts.map(count) }));
  const once = { name: 'confirmed once', slower: shifts.map(count) };
  const twice = { name: 'confirmed and repeated', slower: shifts.map(count) };
  const design = { ...nightly, launches };
  for (let cell = 0; cell < cells; cell++) {
    const random = new Random('methods', model.name, seed, launches, cell);
    const first = model.nextNight(random, noise, 0);
    const second = model.nextNight(random, noise, first);
    const before = sampleOf(iterationsOf(model, noise, launches, first, random), screenIterations);
    const after = sampleOf(iterationsOf(model, noise, launches, second, random), screenIterations);
    const device = new FastPhone(breed, random, second);
    device.endSweep();
    shifts.forEach((effect, at) => {
      const shift = Math.log1p(effect);
      competitors.forEach((method, row) => {
        const to = rows[row]?.slower[at];
        if (to) hit(to, method.slower(before, after, shift));
      });
      const alarm = confirm(device.pairedLaunches(design, shift), design);
      const repeat = confirm(device.pairedLaunches(design, shift), design);
      const [one, two] = [once.slower[at], twice.slower[at]];
      if (one) hit(one, alarm.kind === 'slower');
      if (two) hit(two, decide({ first: alarm, repeat }).verdict === 'regressed');
    });
  }
  return [...rows, once, twice];
}

export interface Coverage {
  readonly name: string;
  readonly held: Count;
}

/** Launches that stand for endless ones. */
const truthsOf = (cells: number): number => 5 * cells;

/** How often intervals of nominally 95 % hold what they are about. */
export function coverage(breed: Breed, launches: number, cells: number, seed: number): Coverage[] {
  const truths = truthsOf(cells);
  const { model, noise } = breed;
  const device = (random: Random, night: number): FastPhone => {
    const phone = new FastPhone(breed, random, night);
    for (let launch = 0; launch < warmUps; launch++) phone.sweepLaunch();
    return phone;
  };
  // What a phone shows in the long run; one whose nights wander has no such level, and begins at this one.
  const truthRandom = new Random('truth', model.name, seed);
  const many = Array.from({ length: truths }, () =>
    device(truthRandom, model.nextNight(truthRandom, noise, 0)).sweepLaunch(),
  );
  const truth = { mean: many.reduce((total, value) => total + value, 0) / many.length, median: median(many) };

  const apart = { name: 'a night each: t over logarithms, as the tables have it', held: count() };
  const walsh = { name: 'a night each: Hodges-Lehmann', held: count() };
  const together = { name: 'all in one night: t over logarithms', held: count() };
  const effect = { name: 'effect of a confirmation', held: count() };
  const holds = (interval: { low: number; high: number } | undefined, value: number): boolean =>
    interval !== undefined && interval.low <= value && value <= interval.high;
  const design = { launches, pairs: 4, blockIterations: 20 };
  for (let cell = 0; cell < cells; cell++) {
    const random = new Random('coverage', model.name, seed, launches, cell);
    let night = 0;
    const far = Array.from({ length: launches }, () =>
      device(random, (night = model.nextNight(random, noise, night))).sweepLaunch(),
    );
    hit(apart.held, holds(acrossLaunches(far.map(Math.exp)).interval, Math.exp(truth.mean)));
    const exact = hodgesLehmannInterval(far);
    if (exact) hit(walsh.held, holds(exact, truth.median));
    const phone = device(random, model.nextNight(random, noise, 0));
    const near = Array.from({ length: launches }, () => phone.sweepLaunch());
    hit(together.held, holds(acrossLaunches(near.map(Math.exp)).interval, Math.exp(truth.mean)));
    phone.endSweep();
    const found = confirm(phone.pairedLaunches(design, Math.log1p(0.05)), design);
    hit(effect.held, found.kind !== 'unusable' && holds(found.evidence.effect, 0.05));
  }
  return [apart, walsh, together, effect];
}

/** How often the interval within a launch holds that launch's own truth: the median of endless iterations. */
export function coverageWithin({ noise, model }: Breed, cells: number, seed: number): Coverage {
  const still = { ...noise, nightSd: 0, launchSd: 0, launchArmSd: 0, blockSd: 0, driftPerHourSd: 0, throttledShare: 0 };
  const random = new Random('within', model.name, seed);
  const session = new PhoneSession(random, still);
  const one = (): Float64Array => session.launch(random, [0], 2 * screenIterations, 0).log.slice(screenIterations);
  const all = truthsOf(cells);
  const pooled = new Float64Array(all * screenIterations);
  for (let launch = 0; launch < all; launch++) pooled.set(one(), launch * screenIterations);
  const truth = Math.exp(medianOf(pooled, 0, pooled.length));
  const held = count();
  for (let cell = 0; cell < cells; cell++) {
    const { interval } = withinLaunch([...one().map(Math.exp)]);
    hit(held, interval !== undefined && interval.low <= truth && truth <= interval.high);
  }
  return { name: 'within one launch: sectioning, for its own truth', held };
}
