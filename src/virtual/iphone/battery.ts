/** The phone's battery. */
export class Battery {
  #percent = 87;

  /** As lockdown gives it. */
  get percent(): number {
    return this.#percent;
  }

  /**
   * As UIDevice.batteryLevel gives it: in steps of 5 % since iOS 17, in single precision, so that WebDriverAgent reports
   * .85 as 0.8500000238418579.
   */
  get level(): number {
    return Math.fround((Math.floor(this.#percent / 5) * 5) / 100);
  }

  /** The battery is down to so much. */
  drop(percent: number): void {
    this.#percent = Math.min(this.#percent, percent);
  }

  /** The battery loses so many of UIDevice's steps. */
  drain(steps: number): void {
    this.#percent = Math.max(0, this.#percent - 5 * steps);
  }
}
