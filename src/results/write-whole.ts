import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

let written = 0;

/**
 * Writes a file that appears whole or not at all, and is on disk when this returns. Several processes may write the same
 * file at once: each has a temporary name of its own, and the last one stays.
 */
export function writeWhole(path: string, data: Uint8Array | string): void {
  const file = new WholeFile(path);
  try {
    writeFileSync(file.fd, data);
    fsyncSync(file.fd);
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.putInPlace();
}

/** The same for what is too large to be held at once: whoever has `fd` writes it, part after part, and sees that it is on disk. */
export class WholeFile {
  readonly fd: number;
  readonly #path: string;
  readonly #partial: string;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
    this.#partial = `${path}.${String(process.pid)}-${String(++written)}.partial`;
    this.fd = openSync(this.#partial, 'w');
  }

  putInPlace(): void {
    closeSync(this.fd);
    try {
      renameSync(this.#partial, this.#path);
    } catch (error) {
      rmSync(this.#partial, { force: true });
      throw error;
    }
  }

  abandon(): void {
    closeSync(this.fd);
    rmSync(this.#partial, { force: true });
  }
}
