import { monotonicMs } from '../app/system/clock.js';
import { idleW, restingPower, spent, usualAmbientC } from '../modelled/power.js';
import type { Power } from '../modelled/power.js';
import { keepIn, keptIn } from '../modelled/session-file.js';
import type { KeptSession } from '../modelled/session-file.js';
import type { ModelledPhone } from '../modelled/settings.js';
import { heatAfterIdle } from '../noise/model.js';
import { Random } from '../noise/random.js';

/** What the battery's gauge said last, and what it measured right then. */
export interface GaugeReading extends Power {
  readonly loadW: number;
}

/** The chip that measures the battery. Its figures change at its own pace, however often they are read. */
export interface Gauge {
  read(): GaugeReading;
  /** The phone works for an app, or does no more. */
  appRuns(isRunning: boolean): void;
}

/** Standard deviation, from one reading of the gauge to the next, of the logarithm of what an idle phone draws. */
const idleSd = 0.01;
/**
 * How often a gauge says something new. iPhones keep a battery record every 20 s (PLBatteryAgent in their power logs); Macs
 * say something new every minute.
 */
const publishS = 20;

/**
 * The gauge of a phone whose latency is modelled. As its pauses do, its idle time takes none: whoever reads the gauge while no
 * app runs finds that it has just said something new.
 */
export class ModelledGauge implements Gauge {
  readonly #phone: ModelledPhone;
  readonly #sessionFile: string;
  #isWorking = false;
  #last: GaugeReading | undefined;

  constructor(phone: ModelledPhone, sessionFile: string) {
    this.#phone = phone;
    this.#sessionFile = sessionFile;
  }

  read(): GaugeReading {
    if (!this.#isWorking) this.#last = this.#idleUntilNew();
    return (this.#last ??= { ...this.#kept().power, loadW: idleW });
  }

  appRuns(isRunning: boolean): void {
    this.#isWorking = isRunning;
  }

  /** As the night's latest launch left the phone. */
  #kept(): KeptSession {
    const { night, ambientC } = this.#phone;
    const found = keptIn(this.#sessionFile);
    return found?.night === night ? found : { night, heat: 0, clockS: 0, power: restingPower(ambientC) };
  }

  #idleUntilNew(): GaugeReading {
    const { seed, phone, night, ambientC } = this.#phone;
    const kept = this.#kept();
    const until = (Math.floor(kept.power.seconds / publishS) + 1) * publishS;
    const seconds = until - kept.power.seconds;
    const loadW = idleW * Math.exp(idleSd * new Random(seed, phone, night, 'idle', until).normal());
    const power = { ...spent(kept.power, seconds, loadW, ambientC), seconds: until };
    keepIn(this.#sessionFile, {
      night,
      heat: heatAfterIdle(kept.heat, seconds),
      clockS: kept.clockS + seconds,
      power,
    });
    return { ...power, loadW };
  }
}

/** What a virtual phone draws while an app runs, W: its latency is the host's, and so its power is nobody's. */
const busyW = 2.5;
/** It says something new more often than an iPhone, so that whoever waits for that need not wait for long. */
const hurriedS = 2;

/** The gauge of a phone whose latency is the host's, by the host's clock. */
export class ClockGauge implements Gauge {
  readonly #now: () => number;
  #atMs: number;
  #watts = idleW;
  #power = restingPower(usualAmbientC);
  #last: GaugeReading = { ...this.#power, loadW: idleW };

  constructor(now = monotonicMs) {
    this.#now = now;
    this.#atMs = now();
  }

  read(): GaugeReading {
    this.#advance();
    return this.#last;
  }

  appRuns(isRunning: boolean): void {
    this.#advance();
    this.#watts = isRunning ? busyW : idleW;
  }

  /** Up to now, with a reading at each moment at which the gauge says something new. */
  #advance(): void {
    const now = this.#now();
    let left = (now - this.#atMs) / 1e3;
    this.#atMs = now;
    while (left > 0) {
      const untilNew = hurriedS - (this.#power.seconds % hurriedS);
      const seconds = Math.min(left, untilNew);
      this.#power = spent(this.#power, seconds, this.#watts, usualAmbientC);
      left -= seconds;
      if (seconds < untilNew) continue;
      // Seconds are counted whole: what rounding left over would shift every reading after it.
      this.#power = { ...this.#power, seconds: Math.round(this.#power.seconds) };
      this.#last = { ...this.#power, loadW: this.#watts };
    }
  }
}

/** The gauge of a phone whose files lie where they lie. */
export const gaugeOf = (modelled: ModelledPhone | undefined, sessionFile: string): Gauge =>
  modelled === undefined ? new ClockGauge() : new ModelledGauge(modelled, sessionFile);
