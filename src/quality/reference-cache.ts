import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere } from '../results/read-if-there.js';
import { writeWhole } from '../results/write-whole.js';

const sha256Bytes = 32;

/** What references made, by a key that stands for everything they made it from. Each file begins with its sha256. */
export class ReferenceCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined when there is none, or its file is short or damaged. */
  read(key: string): Uint16Array | undefined {
    const file = readIfThere(this.#file(key));
    if (file === undefined) return undefined;
    const samples = file.subarray(sha256Bytes);
    if (!digest(samples).equals(file.subarray(0, sha256Bytes))) return undefined;
    return new Uint16Array(Uint8Array.from(samples).buffer);
  }

  write(key: string, samples: Uint16Array): void {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    writeWhole(this.#file(key), Buffer.concat([digest(bytes), bytes]));
  }

  #file(key: string): string {
    return join(this.#folder, `${key}.u16`);
  }
}

const digest = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
