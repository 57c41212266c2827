import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fleetNames, fleets } from './fleets.js';
import type { FleetName } from './fleets.js';
import { LaunchNoise, PhoneSession } from './model.js';
import { Random } from './random.js';

/**
 * Log latencies of 20,000 phone-nights of 12 launches of 2 blocks (arms 0 and 1) of 60 iterations, by the numpy model that this
 * one is a port of:
 *
 *     s = phone_noise.PhoneSession(np.random.default_rng(7), phone_noise.FLEETS[name], 20000)
 *     a = np.array([s.launch([0, 1], 60) for _ in range(12)])       # launches, nights, blocks, iterations
 *     median = np.median(a, axis=-1)
 *     median[:, :, 0].mean(0).std()                                 # betweenNights
 *     median[:, :, 0].std(0, ddof=1).mean()                         # betweenLaunches
 *     (median[:, :, 1] - median[:, :, 0]).std()                     # betweenArms
 *     s.throttled.mean(), (s.thermal_state() == "fair").mean(), s.heat.mean()
 */
const byNumpy = {
  quiet: { betweenNights: 0.00488, betweenLaunches: 0.00943, betweenArms: 0.0065, throttled: 0, fair: 0, heat: 0.351 },
  typical: {
    betweenNights: 0.0121,
    betweenLaunches: 0.022,
    betweenArms: 0.0159,
    throttled: 0.1,
    fair: 0.1,
    heat: 0.351,
  },
  noisy: {
    betweenNights: 0.0271,
    betweenLaunches: 0.042,
    betweenArms: 0.0337,
    throttled: 0.304,
    fair: 0.304,
    heat: 0.351,
  },
} as const satisfies Record<FleetName, object>;

/**
 * One iteration: `n = phone_noise.iteration_noise(np.random.default_rng(8), FLEETS[name], (40000, 200))`, then
 * `np.quantile(n, [.5, .9, .99, .999])`, `n.std()` and `(n[:, :-1] * n[:, 1:]).mean() / (n ** 2).mean()`.
 */
const iterationByNumpy = {
  quiet: { quantiles: [0.00128, 0.0164, 0.141, 0.772], sd: 0.0479, lag1: 0.044 },
  typical: { quantiles: [0.00349, 0.0417, 0.401, 1.0975], sd: 0.0847, lag1: 0.0811 },
  noisy: { quantiles: [0.00842, 0.0903, 0.916, 1.164], sd: 0.143, lag1: 0.12 },
} as const satisfies Record<FleetName, object>;

const still = { ...fleets.quiet, nightSd: 0, launchSd: 0, launchArmSd: 0, blockSd: 0, arSd: 0, whiteSd: 0 };
const silent = { ...still, slowClock: 0, spikeShare: 0, driftPerHourSd: 0 };

describe('noise of a phone', () => {
  for (const name of fleetNames) {
    it(`of a ${name} farm spreads between nights, launches and arms as the reference does`, function () {
      this.timeout(60_000);
      const nights = Array.from({ length: 500 }, (_, night) => observedNight(name, night));
      const expected = byNumpy[name];
      near(sd(nights.map(({ medians }) => mean(medians))), expected.betweenNights, 0.12);
      near(mean(nights.map(({ medians }) => sd(medians))), expected.betweenLaunches, 0.05);
      near(sd(nights.flatMap(({ differences }) => differences)), expected.betweenArms, 0.05);
      near(mean(nights.map(({ heat }) => heat)), expected.heat, 0.01);
      expect(share(nights, ({ isThrottled }) => isThrottled)).closeTo(expected.throttled, 0.06);
      expect(share(nights, ({ state }) => state === 'fair')).closeTo(expected.fair, 0.06);
    });

    it(`of a ${name} farm spreads from iteration to iteration as the reference does`, () => {
      const noise = { ...fleets[name], nightSd: 0, launchSd: 0, launchArmSd: 0, blockSd: 0, driftPerHourSd: 0 };
      const session = new PhoneSession(new Random(name, 'iterations'), { ...noise, throttledShare: 0 });
      const random = new Random(name, 'launches');
      const blocks = Array.from({ length: 800 }, () => session.launch(random, [0], 200, 0.025).log);
      const all = blocks.flatMap((block) => [...block]).sort((a, b) => a - b);
      const { quantiles, sd: spread, lag1 } = iterationByNumpy[name];
      const found = [0.5, 0.9, 0.99, 0.999].map((q) => all[Math.round(q * (all.length - 1))] ?? NaN);
      found.forEach((value, i) => {
        expect(value).closeTo(quantiles[i] ?? NaN, 0.06 * (quantiles[i] ?? NaN) + 0.0005);
      });
      near(sd(all), spread, 0.05);
      const products = blocks.flatMap((block) => [...block.slice(1)].map((value, i) => value * (block[i] ?? NaN)));
      expect(mean(products) / mean(all.map((value) => value ** 2))).closeTo(lag1, 0.02);
    });
  }

  it('is the same for the same key, and another for another night or launch', () => {
    const log = (night: number, launch: string): number[] => {
      const session = new PhoneSession(new Random(1, 'phone', night), fleets.noisy);
      return [...session.launch(new Random(1, 'phone', night, launch), [0, 1], 5, 0.025).log];
    };
    expect(log(1, 'a')).deep.equal(log(1, 'a'));
    expect(log(1, 'a')).not.deep.equal(log(2, 'a'));
    expect(log(1, 'a')).not.deep.equal(log(1, 'b'));
  });

  it('is the same whether a launch is asked for at once or block by block', () => {
    const [one, other] = [1, 2].map(() => new PhoneSession(new Random('session'), fleets.noisy));
    if (!one || !other) throw new Error('two sessions');
    const whole = one.launch(new Random('launch'), [0, 1], 3, 0.1).log;
    other.idle(20);
    const launch = new LaunchNoise(other, new Random('launch'));
    const parts = [0, 1].map((arm) => {
      const log = new Float64Array(3);
      other.work(1);
      launch.block(arm, 3, 0.1, log);
      return log;
    });
    expect([...whole]).deep.equal(parts.flatMap((part) => [...part]));
    expect([one.heat, one.clockS]).deep.equal([other.heat, other.clockS]);
  });

  it('writes into the array that it is given', () => {
    const log = new Float64Array(100);
    const session = new PhoneSession(new Random('array'), fleets.quiet);
    expect(session.launch(new Random('launch'), [0], 100, 0.01, log).log).equal(log);
    expect(session.launch(new Random('launch'), [0, 0], 100, 0.01, log).log).length(200);
  });

  it('slows a throttled phone under load until it has idled', () => {
    const throttled = { ...silent, throttledShare: 1, throttle: Math.log(1.3) };
    const session = new PhoneSession(new Random('hot'), throttled);
    const launch = (iterations: number): Float64Array => session.launch(new Random('launch'), [0], iterations, 0.1).log;
    const long = launch(3000);
    expect(long[0]).equal(0);
    expect(Math.exp(long.at(-1) ?? NaN)).closeTo(1.3, 0.01);
    expect(session.thermalState()).equal('serious');
    expect(Math.exp(launch(1)[0] ?? NaN)).closeTo(1.25, 0.02);
    session.idle(600);
    expect(launch(1)[0]).equal(0);
    expect(session.thermalState()).equal('nominal');
  });

  it('drifts with the hours', () => {
    const session = new PhoneSession(new Random('drift'), { ...silent, driftPerHourSd: 0.01 });
    session.idle(7200 - 21);
    const { log } = session.launch(new Random('launch'), [0], 1, 0.1);
    expect(log[0]).closeTo(2 * session.driftPerHour, 1e-12);
    expect(session.driftPerHour).not.equal(0);
  });
});

interface Night {
  /** Log median of the first block of each launch. */
  readonly medians: number[];
  /** Of the second block less that of the first. */
  readonly differences: number[];
  readonly heat: number;
  readonly isThrottled: boolean;
  readonly state: string;
}

function observedNight(name: FleetName, night: number): Night {
  const session = new PhoneSession(new Random(name, night), fleets[name]);
  const random = new Random(name, night, 'launches');
  const blocks = Array.from({ length: 12 }, () => {
    const { log } = session.launch(random, [0, 1], 60, 0.025);
    return [median(log.slice(0, 60)), median(log.slice(60))] as const;
  });
  return {
    medians: blocks.map(([first]) => first),
    differences: blocks.map(([first, second]) => second - first),
    heat: session.heat,
    isThrottled: session.isThrottled,
    state: session.thermalState(),
  };
}

function near(found: number, expected: number, relative: number): void {
  expect(found).closeTo(expected, relative * expected);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function sd(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length / 2;
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

const share = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / items.length;
