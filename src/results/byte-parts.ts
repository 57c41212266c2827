/** How much is appended at once; each part is a request to the system. */
const partBytes = 1 << 20;

/** Bytes on their way to a file, through one memory that is used again and again. Room is made before they are put. */
export class ByteParts {
  bytes = new Uint8Array(partBytes);
  /** The same bytes. */
  view = new DataView(this.bytes.buffer);
  /** How many of them wait to be appended. */
  used = 0;
  readonly #append: (part: Uint8Array) => void;

  /** `append` may not keep what it is given. */
  constructor(append: (part: Uint8Array) => void) {
    this.#append = append;
  }

  get free(): number {
    return this.bytes.length - this.used;
  }

  /** Makes room for this many bytes from now on. */
  makeRoom(bytes: number): void {
    if (bytes <= this.free) return;
    this.flush();
    if (bytes <= this.free) return;
    this.bytes = new Uint8Array(bytes);
    this.view = new DataView(this.bytes.buffer);
  }

  put(text: Uint8Array): void {
    this.bytes.set(text, this.used);
    this.used += text.length;
  }

  flush(): void {
    this.#append(this.bytes.subarray(0, this.used));
    this.used = 0;
  }
}
