/** The phone's battery. */
export class Battery {
  #percent = 87;
  readonly #charged: () => number;

  /** `charged`: by how many per cent its charge has changed since the phone began. */
  constructor(charged: () => number = () => 0) {
    this.#charged = charged;
  }

  /** As lockdown gives it. */
  get percent(): number {
    return Math.max(1, Math.min(100, Math.round(this.#percent + this.#charged())));
  }

  /**
   * As UIDevice.batteryLevel gives it: in steps of 5 % since iOS 17, in single precision, so that WebDriverAgent reports
   * .85 as 0.8500000238418579.
   */
  get level(): number {
    return Math.fround((Math.floor(this.percent / 5) * 5) / 100);
  }

  /** The battery is down to so much. */
  drop(percent: number): void {
    this.#percent = Math.min(this.#percent, percent - this.#charged());
  }

  /** The battery loses so many of UIDevice's steps. */
  drain(steps: number): void {
    this.#percent = Math.max(0, this.#percent - 5 * steps);
  }
}
