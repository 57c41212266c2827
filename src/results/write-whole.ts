import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

let written = 0;

/**
 * Writes a file that appears whole or not at all, and is on disk when this returns. Several processes may write the same
 * file at once: each has a temporary name of its own, and the last one stays.
 */
export function writeWhole(path: string, data: Uint8Array | string): void {
  writeWholeBy(path, (append) => {
    append(data);
  });
}

/** The same for what is too large to be held at once: `fill` appends it, part after part. */
export function writeWholeBy(path: string, fill: (append: (data: Uint8Array | string) => void) => void): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${String(process.pid)}-${String(++written)}.partial`;
  try {
    const fd = openSync(partial, 'w');
    try {
      fill((data) => {
        writeFileSync(fd, data);
      });
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
