/** Room on the phone's disk. */
export class Disk {
  readonly #freeBytes: number;
  #fullUntilMs = 0;

  constructor(freeBytes: number) {
    this.#freeBytes = freeBytes;
  }

  get freeBytes(): number {
    return this.isFull ? 0 : this.#freeBytes;
  }

  get isFull(): boolean {
    return performance.now() < this.#fullUntilMs;
  }

  /** Something fills the disk, for a time. */
  fill(durationMs: number): void {
    this.#fullUntilMs = performance.now() + durationMs;
  }
}
