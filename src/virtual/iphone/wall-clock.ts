/** The phone's clock, which is not the host's. */
export class WallClock {
  #aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** It is set forward, or back by a negative time. */
  jump(byMs: number): void {
    this.#aheadMs += byMs;
  }
}
