import { thermalStates } from '../../contract/events.js';
import type { ThermalState } from '../../contract/events.js';
import { launchIdleS, LaunchNoise, PhoneSession, warmupLog } from '../noise/model.js';
import { Random } from '../noise/random.js';
import { emptyBytes } from './base.js';
import type { Base } from './base.js';
import { idleW, otherWorkW, restingPower, slowdown, spent, thermalStateAt } from './power.js';
import type { Power } from './power.js';
import { keepIn, keptIn } from './session-file.js';
import type { ModelledPhone } from './settings.js';

/** The environment variable that names the file in which a modelled phone keeps its heat and clock between launches. */
export const sessionVariable = 'REZBENCH_SESSION';

/** Standard deviation, from launch to launch, of the logarithm of what computing adds to an idle phone. */
const powerSd = 0.015;
/** A launch in ten takes this much more memory. */
const rareMemory = 1.04;
const rareMemoryShare = 0.1;
const sentinelBaseS = 0.02;
/** A step that is bounded by time has more iterations than it would have without noise, but hardly so many more. */
const spareIterations = 1.5;

/**
 * What the noise of a launch follows from: its id in the plan and which attempt it is, without the run that `launchName` begins
 * its name with. So a night is the same again in another run of the same plan.
 */
export const noiseIdOf = (launch: string): string => launch.replace(/^[^.]*\./, '');

/** How long a step goes on: as often and as long as asked, whichever comes later, or just as long. */
export interface Extent {
  readonly count: number;
  readonly minS: number;
  readonly paceHz?: number | undefined;
}

/** Timed predictions of a step, in integer nanoseconds from its beginning. */
export interface Timings {
  readonly latenciesNs: number[];
  readonly startsNs: number[];
  /** [first iteration, state], as a measure step reports it. */
  readonly thermal: [number, ThermalState][];
}

/** A loaded model: what it costs, and its block of noise. */
interface Loaded {
  readonly base: Base;
  readonly arm: number;
  readonly blockLog: number;
  predictions: number;
}

/**
 * One process of the app on a modelled phone: what its steps take, of which no time passes. `aheadNs` is how far the phone's
 * clock is ahead of the host's by that. Its noise follows from the seed, the phone, the night and the launch; the phone's heat,
 * clock and battery come from the night's earlier launches.
 */
export class ModelledLaunch {
  aheadNs = 0;
  readonly phone: ModelledPhone;
  readonly #session: PhoneSession;
  readonly #noise: LaunchNoise;
  readonly #memoryFactor: number;
  readonly #powerFactor: number;
  readonly #sessionFile: string | undefined;
  readonly #runOut: () => void;
  readonly #loaded = new Map<string, Loaded>();
  #footprint = emptyBytes;
  #peak = emptyBytes;
  #power: Power;

  /** `runOut`: what the system does to a process that takes more memory than the phone lets it have. */
  constructor(phone: ModelledPhone, launch: string, sessionFile?: string, runOut: () => void = () => undefined) {
    const { seed, phone: name, night, noise, memorySd, ambientC } = phone;
    this.phone = phone;
    this.#runOut = runOut;
    this.#sessionFile = sessionFile;
    this.#session = new PhoneSession(new Random(seed, name, night), noise);
    const kept = sessionFile === undefined ? undefined : keptIn(sessionFile);
    this.#power = restingPower(ambientC);
    if (kept?.night === night) {
      [this.#session.heat, this.#session.clockS] = [kept.heat, kept.clockS];
      this.#power = kept.power;
    }
    this.#rest(launchIdleS);
    this.#noise = new LaunchNoise(this.#session, new Random(seed, name, night, launch));
    const memory = new Random(seed, name, night, launch, 'memory');
    this.#memoryFactor = Math.exp(memorySd * memory.normal());
    if (memorySd > 0 && memory.uniform() < rareMemoryShare) this.#memoryFactor *= rareMemory;
    this.#powerFactor = Math.exp(powerSd * new Random(seed, name, night, launch, 'power').normal());
  }

  /** The hottest of what the model, the battery's temperature and a fault make of the phone. */
  thermal(byFault: ThermalState): ThermalState {
    return hotter(byFault, this.#ownThermal());
  }

  /** Loads an arm, the n-th of its job; how long that takes, in nanoseconds. */
  load(name: string, arm: number, base: Base, isPrepared: boolean): number {
    const seconds = (isPrepared ? base.warmLoadS : base.coldLoadS) * Math.exp(this.#session.sharedLog());
    this.#loaded.set(name, { base, arm, blockLog: this.#noise.drawBlock(), predictions: 0 });
    this.#grow(base.loadedBytes);
    return this.#work(seconds, otherWorkW);
  }

  unload(name: string): void {
    this.#loaded.delete(name);
    this.#footprint = emptyBytes;
  }

  /** Something that takes `seconds` on a phone of this speed without heat or noise; in nanoseconds. */
  take(seconds: number): number {
    return this.#work((seconds / this.phone.speed) * Math.exp(this.#session.sharedLog()), otherWorkW);
  }

  sentinel = (): number => this.take(sentinelBaseS);

  /** The phone waits and cools. */
  idle(seconds: number): void {
    this.#rest(seconds);
    this.aheadNs += Math.round(seconds * 1e9);
  }

  /** Predictions of a loaded arm; each iteration predicts `tiles` times. */
  iterate(name: string, scope: 'predict' | 'end_to_end', tiles: number, extent: Extent): Timings {
    const loaded = this.#loaded.get(name);
    if (loaded === undefined) throw new Error(`${name} is not loaded`);
    const { base, arm, blockLog } = loaded;
    this.#grow(base.loadedBytes + base.activationBytes);
    const baseS = (scope === 'predict' ? base.predictS : base.endToEndS) * tiles;
    const { count, minS, paceHz } = extent;
    const turnS = paceHz === undefined ? 0 : 1 / paceHz;
    const most = Math.max(count, Math.ceil((minS / Math.max(baseS, turnS)) * spareIterations) + 1);
    const log = new Float64Array(most);
    const { heat, clockS } = this.#session;
    this.#noise.block(arm, most, baseS, log, 0, blockLog);
    [this.#session.heat, this.#session.clockS] = [heat, clockS];

    const timings: Timings = { latenciesNs: [], startsNs: [], thermal: [[0, this.#ownThermal()]] };
    const beganNs = this.aheadNs;
    for (let i = 0; i < most && (i < count || this.aheadNs - beganNs < minS * 1e9); i += 1) {
      const aheadOfTurnS = i * turnS - (this.aheadNs - beganNs) / 1e9;
      if (aheadOfTurnS > 0) this.idle(aheadOfTurnS);
      timings.startsNs.push(this.aheadNs - beganNs);
      const excess = warmupLog[loaded.predictions] ?? 0;
      timings.latenciesNs.push(this.#work(baseS * Math.exp((log[i] ?? 0) + excess), base.workW));
      loaded.predictions += 1;
      const state = this.#ownThermal();
      if (state !== timings.thermal.at(-1)?.[1]) timings.thermal.push([i + 1, state]);
    }
    return timings;
  }

  /** The process's memory, as every step reports it. */
  memory(): { footprintBytes: number; footprintPeakBytes: number } {
    const bytes = (count: number): number => Math.round(count * this.#memoryFactor);
    return { footprintBytes: bytes(this.#footprint), footprintPeakBytes: bytes(this.#peak) };
  }

  /** Keeps the phone's heat, clock and battery for the next launch. */
  keep(): void {
    if (this.#sessionFile === undefined) return;
    const { heat, clockS } = this.#session;
    keepIn(this.#sessionFile, { night: this.phone.night, heat, clockS, power: this.#power });
  }

  #grow(bytes: number): void {
    this.#footprint = Math.max(this.#footprint, bytes);
    this.#peak = Math.max(this.#peak, bytes);
    const { memoryLimitBytes } = this.phone;
    if (memoryLimitBytes !== undefined && this.memory().footprintBytes > memoryLimitBytes) this.#runOut();
  }

  #ownThermal(): ThermalState {
    return hotter(this.#session.thermalState(), thermalStateAt(this.#power.temperatureC, this.phone.throttleAboveC));
  }

  #rest(seconds: number): void {
    this.#session.idle(seconds);
    this.#power = spent(this.#power, seconds, idleW, this.phone.ambientC);
  }

  /** A warm phone takes longer. `watts`: what this adds to what the phone draws when it is idle. */
  #work(secondsWhenCool: number, watts: number): number {
    const seconds = secondsWhenCool * slowdown(this.#power.temperatureC, this.phone.throttleAboveC);
    const ns = Math.max(1, Math.round(seconds * 1e9));
    this.#session.work(ns / 1e9);
    this.#power = spent(this.#power, ns / 1e9, idleW + watts * this.#powerFactor, this.phone.ambientC);
    this.aheadNs += ns;
    return ns;
  }
}

/** The hotter of two states. */
export const hotter = (one: ThermalState, other: ThermalState): ThermalState =>
  thermalStates.indexOf(one) > thermalStates.indexOf(other) ? one : other;
