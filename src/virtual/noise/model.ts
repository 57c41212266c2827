import type { Noise } from './fleets.js';
import type { Random } from './random.js';

/** A launch's blocks, one after another. */
export interface LaunchLog {
  readonly blocks: number;
  readonly iterations: number;
  /** Log noise of iteration i of block b at [b * iterations + i], from 0. */
  readonly log: Float64Array;
}

/** Seconds a phone idles before a launch: the app starts and says hello, files are pulled, the phone cools. */
export const launchIdleS = 20;
/** Seconds a model takes to load, before every block. */
export const modelLoadS = 1;
/** Time constants of heat under load and of heat while the phone idles. */
const heatRiseS = 60;
const heatFallS = 120;
/** Heat from which on a throttled phone is slower; 1 is as hot as load alone makes it. */
export const heatOnset = 0.2;
/** Heat at the beginning of a session is drawn evenly from 0 to this. */
const warmestStart = 0.3;
const largestSpike = 2;
/** What heat a throttled session adds to the state that the system reports, and where the states begin. */
const throttledExtra = 0.25;
const fairFrom = 0.45;
const seriousFrom = 0.75;

/** By how much the first iterations after a load take longer: logs of 1.8, 1.15 and 1.05. No noise contains it. */
export const warmupLog: readonly number[] = [1.8, 1.15, 1.05].map(Math.log);

/**
 * One phone for one session (a night): what its launches share, and its heat and clock, which each of them moves on. The
 * logarithm of a latency is the sum of
 *
 * - log(base latency) and log(1 + effect of a variant), which the caller adds;
 * - `nightLog`, the same for the whole session;
 * - `driftPerHour` times the hours since it began;
 * - `throttleLog` times how far the heat is past its onset (0 unless the session is a throttled one);
 * - a launch's noise, and one of each arm (variant) in it;
 * - a block's noise;
 * - an iteration's: AR(1), white, the low clock's slowdown while it lasts, a spike.
 *
 * So latencyNs = baseNs * exp(log). Heat rises while blocks run and falls while the phone idles, so that throttling comes after
 * sustained load and reaches the neighbouring launches. Cases of one phone and night belong into one session; the next night is
 * a new one. A launch draws all of its numbers from the random source it is given, and a session draws only when it is made.
 */
export class PhoneSession {
  readonly noise: Noise;
  readonly nightLog: number;
  readonly driftPerHour: number;
  /** Log slowdown at full heat; 0 in a session that is not throttled. */
  readonly throttleLog: number;
  readonly isThrottled: boolean;
  /** 0 (cold) to 1. */
  heat: number;
  /** Seconds since the session began. */
  clockS = 0;

  constructor(random: Random, noise: Noise) {
    this.noise = noise;
    this.nightLog = noise.nightSd * random.normal();
    this.driftPerHour = noise.driftPerHourSd * random.normal();
    this.isThrottled = random.uniform() < noise.throttledShare;
    const throttle = noise.throttle * Math.exp(noise.throttleSpread * random.normal());
    this.throttleLog = this.isThrottled ? throttle : 0;
    this.heat = warmestStart * random.uniform();
  }

  /** The phone does nothing and cools. */
  idle(seconds: number): void {
    this.heat = heatAfterIdle(this.heat, seconds);
    this.clockS += seconds;
  }

  /** The phone works and grows warm, but nothing is timed. */
  work(seconds: number): void {
    this.heat = 1 - (1 - this.heat) * Math.exp(-seconds / heatRiseS);
    this.clockS += seconds;
  }

  /**
   * A fresh process after `launchIdleS` seconds, with a block of `iterations` for each entry of `arms`, each behind a load. An
   * arm is a variant's number from 0 within the launch: [0, 1, 1, 0] is AB BA.
   * @param baseS the iteration's base latency in seconds, by which the phone's heat and clock move on
   * @param log where the noise goes, if it is long enough; otherwise a new array is made
   */
  launch(random: Random, arms: readonly number[], iterations: number, baseS: number, log?: Float64Array): LaunchLog {
    const count = arms.length * iterations;
    const into = log !== undefined && log.length >= count ? log : new Float64Array(count);
    this.idle(launchIdleS);
    const launch = new LaunchNoise(this, random);
    arms.forEach((arm, block) => {
      this.work(modelLoadS);
      launch.block(arm, iterations, baseS, into, block * iterations);
    });
    return { blocks: arms.length, iterations, log: into };
  }

  /** What a moment of the session adds to the log of whatever the phone does then: the night, its drift, its heat. */
  sharedLog(): number {
    return this.nightLog + (this.driftPerHour * this.clockS) / 3600 + this.throttleLog * throttling(this.heat);
  }

  /** What the system would say: coarse, and at times nominal although the phone is slower already. */
  thermalState(): 'nominal' | 'fair' | 'serious' {
    const level = this.heat + (this.isThrottled ? throttledExtra : 0);
    return level < fairFrom ? 'nominal' : level < seriousFrom ? 'fair' : 'serious';
  }
}

/** What is left of heat after so many seconds in which the phone does nothing. */
export const heatAfterIdle = (heat: number, seconds: number): number => heat * Math.exp(-seconds / heatFallS);

/** How far a phone's heat is past its onset, from 0 to 1. */
const throttling = (heat: number): number => Math.max(0, (heat - heatOnset) / (1 - heatOnset));

/** One fresh process, for callers that load and time in steps of their own; others call `PhoneSession.launch`. */
export class LaunchNoise {
  readonly #session: PhoneSession;
  readonly #random: Random;
  readonly #launchLog: number;
  /** By arm; drawn when the arm comes first. */
  readonly #armLogs: number[] = [];

  constructor(session: PhoneSession, random: Random) {
    this.#session = session;
    this.#random = random;
    this.#launchLog = session.noise.launchSd * random.normal();
  }

  /** The noise of one model load. */
  drawBlock(): number {
    return this.#session.noise.blockSd * this.#random.normal();
  }

  /**
   * Writes the log noise of one block to log[from] and on: `iterations` that begin now and take `baseS` seconds each. The
   * session's clock and heat move on by as much. `blockLog` is for a block that is asked for in several parts.
   */
  block(
    arm: number,
    iterations: number,
    baseS: number,
    log: Float64Array,
    from = 0,
    blockLog = this.drawBlock(),
  ): void {
    const session = this.#session;
    const shared = session.nightLog + this.#launchLog + this.#armLog(arm) + blockLog;
    this.#iterations(iterations, log, from);

    const { throttleLog } = session;
    const cooler = Math.exp(-baseS / heatRiseS);
    let cold = 1 - session.heat;
    for (let i = 0; i < iterations; i += 1) {
      const drift = (session.driftPerHour / 3600) * (session.clockS + i * baseS);
      log[from + i] = (log[from + i] ?? NaN) + shared + drift + throttleLog * throttling(1 - cold);
      cold *= cooler;
    }
    session.work(iterations * baseS);
  }

  #armLog(arm: number): number {
    return (this.#armLogs[arm] ??= this.#session.noise.launchArmSd * this.#random.normal());
  }

  /** Each block begins anew, from the distribution that AR(1) and the clock have in the long run. */
  #iterations(count: number, log: Float64Array, from: number): void {
    const random = this.#random;
    const { arSd, arRho, whiteSd, slowClock, slowClockShare, slowClockDwell, ...spike } = this.#session.noise;
    const innovation = arSd * Math.sqrt(1 - arRho ** 2);
    const leaveSlow = 1 / slowClockDwell;
    const enterSlow = (leaveSlow * slowClockShare) / (1 - slowClockShare);
    let ar = arSd * random.normal();
    let isSlow = random.uniform() < slowClockShare;
    for (let i = 0; i < count; i += 1) {
      if (i > 0) ar = arRho * ar + innovation * random.normal();
      let value = ar + whiteSd * random.normal();
      if (isSlow) value += slowClock;
      isSlow = isSlow ? random.uniform() >= leaveSlow : random.uniform() < enterSlow;
      if (random.uniform() < spike.spikeShare) {
        value += Math.log1p(Math.min(spike.spikeScale * random.lomax(spike.spikeTail), largestSpike));
      }
      log[from + i] = value;
    }
  }
}
