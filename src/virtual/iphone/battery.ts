import { isAtLeast } from '../../contract/ios-version.js';

/** The first iOS whose apps learn the charge in steps of 5 %; before it they learned each per cent. */
const firstInSteps = { major: 17 };
const stepPercent = 5;
const unknownLevel = -1;

interface Circumstances {
  /** The iOS that it runs. */
  readonly osVersion: () => string;
  /** By how many per cent its charge has changed since the phone began. */
  readonly charged: () => number;
}

/** What is wrong with what the phone says of its battery: nothing comes, or figures that no battery can have. */
export type BatteryTrouble = 'silent' | 'nonsense';

/** The phone's battery. */
export class Battery {
  trouble: BatteryTrouble | undefined;
  #percent = 87;
  readonly #osVersion: () => string;
  readonly #charged: () => number;

  constructor({ osVersion, charged }: Circumstances) {
    this.#osVersion = osVersion;
    this.#charged = charged;
  }

  /** As lockdown gives it. */
  get percent(): number {
    return Math.max(1, Math.min(100, Math.round(this.#percent + this.#charged())));
  }

  /**
   * As UIDevice.batteryLevel gives it, in single precision, so that WebDriverAgent reports .85 as 0.8500000238418579 from
   * iOS 17 on, and .87 as 0.8700000047683716 before. It is -1 where iOS does not know it.
   */
  get level(): number {
    if (this.trouble === 'silent') return unknownLevel;
    const step = isAtLeast(this.#osVersion(), firstInSteps) === false ? 1 : stepPercent;
    return Math.fround((Math.floor(this.percent / step) * step) / 100);
  }

  /** The battery is down to so much. */
  drop(percent: number): void {
    this.#percent = Math.min(this.#percent, percent - this.#charged());
  }

  /** The battery loses so many of UIDevice's steps of 5 %. */
  drain(steps: number): void {
    this.#percent = Math.max(0, this.#percent - stepPercent * steps);
  }
}
