import { installationOrder, installations, pairsOfInstallations } from '../../../src/bisect/in-turns.js';
import { mean } from '../../../src/stats/summary.js';
import { blockOrder } from '../../../src/verdict/latencies.js';
import type { PairedLaunch } from '../../../src/verdict/latencies.js';
import { screenIterations } from '../../../src/verdict/design.js';
import type { Design } from '../../../src/verdict/design.js';
import type { Noise } from '../../../src/virtual/noise/fleets.js';
import { heatOnset, launchIdleS, modelLoadS, PhoneSession } from '../../../src/virtual/noise/model.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { IterationPool } from './iteration-pool.js';
import type { NoiseModel } from './noise-models.js';

/** Base latency of a simulated case. */
export const baseS = 0.025;
/** Launches that warm a phone up before those that count. */
export const warmUps = 5;
/** Heat that the nightly sweep leaves to the confirmations behind it. */
const heatAfterSweep = 0.4;
/** Seconds that a phone idles while an app is installed. */
const installS = 30;

/** A kind of phone: its noise, and medians of iterations to draw from. */
export interface Breed {
  readonly model: NoiseModel;
  readonly noise: Noise;
  readonly pools: readonly IterationPool[];
}

interface Making {
  readonly blockIterations: number;
  /** Medians to draw from: of blocks that confirm, and a fifth as many of launches that screen. */
  readonly medians: number;
  readonly seed: number;
}

export function breed(model: NoiseModel, noise: Noise, { blockIterations, medians, seed }: Making): Breed {
  const pool = (iterations: number, blocks: number): IterationPool =>
    new IterationPool(new Random('pool', seed, iterations), noise, iterations, blocks);
  return { model, noise, pools: [pool(screenIterations, Math.ceil(medians / 5)), pool(blockIterations, medians)] };
}

/**
 * A phone in one night, as PhoneSession is, but each block is one draw of its median: fast enough for millions of launches. Heat
 * and drift are taken in the middle of a block. A test compares both.
 */
export class FastPhone {
  readonly #breed: Breed;
  readonly #session: PhoneSession;
  readonly #random: Random;
  readonly #nightLog: number;

  constructor(breed: Breed, random: Random, nightLog: number) {
    this.#breed = breed;
    this.#random = random;
    this.#session = new PhoneSession(random, breed.noise);
    this.#nightLog = nightLog;
  }

  /** The log medians of the blocks of a fresh launch, one for each arm that is named. */
  #launch(arms: readonly number[], pool: IterationPool): number[] {
    const [session, random] = [this.#session, this.#random];
    const { model, noise } = this.#breed;
    session.idle(launchIdleS);
    const shared = this.#nightLog + model.launch(random, noise);
    const armLogs: number[] = [];
    return arms.map((arm) => {
      const armLog = (armLogs[arm] ??= model.arm(random, noise));
      session.work(modelLoadS);
      const half = (pool.iterations * baseS) / 2;
      session.work(half);
      const heat = Math.max(0, (session.heat - heatOnset) / (1 - heatOnset));
      const drift = (session.driftPerHour / 3600) * session.clockS;
      session.work(half);
      const block = noise.blockSd * random.normal() + pool.draw(random);
      return shared + armLog + block + drift + session.throttleLog * heat;
    });
  }

  /** One launch of a case in the nightly sweep. */
  sweepLaunch(): number {
    const [level] = this.#launch([0], this.#pool(screenIterations));
    return level ?? NaN;
  }

  /** Brings the phone to where the sweep ends, for launches that confirm. */
  endSweep(): void {
    this.#session.heat = heatAfterSweep;
  }

  /** Pairs of installations of two builds of the app, of which the candidate is slower by `effectLog`. */
  pairedInstallations(effectLog: number): PairedLaunch[] {
    const { launches } = installations;
    const logs = installationOrder.map((arm) => {
      this.#session.idle(installS);
      const levels = Array.from({ length: launches }, () => this.sweepLaunch());
      return mean(levels) + (arm === 'candidate' ? effectLog : 0);
    });
    return pairsOfInstallations(logs);
  }

  /** Paired launches of a case whose candidate is slower by `effectLog`. */
  pairedLaunches({ launches, pairs, blockIterations }: Design, effectLog: number): PairedLaunch[] {
    const pool = this.#pool(blockIterations);
    return Array.from({ length: launches }, (_, launch) => {
      const order = blockOrder(pairs, launch % 2 === 0 ? 'base' : 'candidate');
      const levels = this.#launch(
        order.map((arm) => (arm === 'candidate' ? 1 : 0)),
        pool,
      );
      return {
        blocks: order.map((arm, at) => ({
          arm,
          logLatency: (levels[at] ?? NaN) + (arm === 'candidate' ? effectLog : 0),
        })),
      };
    });
  }

  #pool(iterations: number): IterationPool {
    const pool = this.#breed.pools.find((one) => one.iterations === iterations);
    if (pool === undefined) throw new Error(`no pool of ${String(iterations)} iterations`);
    return pool;
  }
}
