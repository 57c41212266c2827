/** Whether the phone lets hosts in that it is paired with. */
export class Trust {
  #isLost = false;

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The phone forgets its pairings, as when its owner resets "Location & Privacy". */
  lose(): void {
    this.#isLost = true;
  }
}
