import { createHash } from 'node:crypto';

/** 2^-32: a draw of 32 bits as a share of one. */
const perDraw = 2 ** -32;
/** Draws after which the state no longer shows its seed, as PractRand's own seeding counts them. */
const settling = 12;

/**
 * Random numbers that follow from a key alone: sfc32, "Small Fast Counting" by Chris Doty-Humphrey (PractRand, public domain),
 * 128 bits of state. Its seed is the SHA-256 of the key, so that neighbouring keys share nothing.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  /** The second of the two normal numbers that one turn of the polar method gives; NaN when it is used up. */
  #spare = NaN;

  /** The same parts in the same order give the same numbers, on any machine. */
  constructor(...key: readonly (string | number)[]) {
    const digest = createHash('sha256').update(JSON.stringify(key)).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    this.#counter = digest.readInt32LE(12);
    for (let i = 0; i < settling; i += 1) this.#draw();
  }

  #draw(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** Evenly from 0 to below 1, in steps of 2^-32. */
  uniform(): number {
    return this.#draw() * perDraw;
  }

  /** From the standard normal distribution, by Marsaglia's polar method (SIAM Review 6, 1964). */
  normal(): number {
    const spare = this.#spare;
    if (spare === spare) {
      this.#spare = NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** From the Lomax distribution (Pareto's, counted from 0) of scale 1: P(X > x) = (1 + x)^-tail. */
  lomax(tail: number): number {
    return (1 - this.uniform()) ** (-1 / tail) - 1;
  }
}
