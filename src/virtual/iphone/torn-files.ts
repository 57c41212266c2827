/** Files that are replaced by something longer while a host reads them, so that it gets what it took for the whole. */
export class TornFiles {
  readonly #torn = new Map<string, { times: number; readonly struck: () => void }>();

  /** The next `times` readers of the file at this path find it cut. */
  tear(path: string, times: number, struck: () => void): void {
    this.#torn.set(path, { times, struck });
  }

  /** The size that a reader is told of a file that has `size` bytes. */
  sizeOf(path: string, size: bigint): bigint {
    const torn = this.#torn.get(path);
    if (torn === undefined || torn.times === 0) return size;
    torn.times -= 1;
    torn.struck();
    return size / 2n;
  }
}
