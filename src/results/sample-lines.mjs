import { digitsAtMost, putInteger } from './put-integer.mjs';

/** How much is appended at once; each part is a request to the system. */
const partBytes = 1 << 20;

/**
 * The lines of samples.csv as bytes, through one memory that is used again and again. Most of a line is the same for all
 * predictions of a series, and what changes are whole numbers.
 */
export class SampleLines {
  #bytes = new Uint8Array(partBytes);
  /** The same bytes. */
  #view = new DataView(this.#bytes.buffer);
  /** How many of them wait to be appended. */
  #used = 0;
  #append;

  /** `append` may not keep what it is given. */
  constructor(append) {
    this.#append = append;
  }

  text(text) {
    const bytes = Buffer.from(text);
    this.#makeRoom(bytes.length);
    this.#put(bytes);
  }

  series(series) {
    for (const stretch of series.stretches) this.#putStretch(series, stretch);
  }

  flush() {
    this.#append(this.#bytes.subarray(0, this.#used));
    this.#used = 0;
  }

  #putStretch(series, { from, to, line }) {
    const beforeIteration = Buffer.from(line.beforeIteration);
    const between = {
      beforeLatency: Buffer.from(line.beforeLatency),
      beforeTime: Buffer.from(line.beforeTime),
      // With what the next line has before its iteration, so that both are copied at once.
      afterTime: Buffer.from(`${line.afterTime}\n${line.beforeIteration}`),
    };
    const mostBytes = Object.values(between).reduce((sum, { length }) => sum + length, 3 * digitsAtMost);
    this.#makeRoom(beforeIteration.length + mostBytes);
    this.#put(beforeIteration);
    for (let next = from; next < to;) {
      this.#makeRoom(mostBytes);
      const end = Math.min(to, next + Math.floor(this.#free / mostBytes));
      this.#putLines(between, series, next, end);
      next = end;
    }
    // No line of this stretch follows.
    this.#used -= beforeIteration.length;
  }

  /** Lines for which there is room, from the iteration of the first on. */
  #putLines({ beforeLatency, beforeTime, afterTime }, { latenciesNs, startsNs, stepStartNs }, from, to) {
    const [bytes, view] = [this.#bytes, this.#view];
    let at = this.#used;
    for (let iteration = from; iteration < to; iteration++) {
      at = putInteger(view, at, iteration);
      at = putShort(view, at, beforeLatency);
      at = putInteger(view, at, latenciesNs[iteration]);
      at = putShort(view, at, beforeTime);
      if (startsNs !== undefined) at = putInteger(view, at, stepStartNs + startsNs[iteration]);
      bytes.set(afterTime, at);
      at += afterTime.length;
    }
    this.#used = at;
  }

  get #free() {
    return this.#bytes.length - this.#used;
  }

  #makeRoom(bytes) {
    if (bytes <= this.#free) return;
    this.flush();
    if (bytes <= this.#free) return;
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #put(bytes) {
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }
}

/** A few bytes, for which a loop is faster than a call. Returns where they end. */
function putShort(bytes, at, text) {
  for (let index = 0; index < text.length; index++) bytes.setUint8(at + index, text[index]);
  return at + text.length;
}
