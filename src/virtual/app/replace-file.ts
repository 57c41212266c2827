import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file in one move, so a reader sees the old or the new and never a part. */
export function replaceFile(path: string, text: string): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}

/** The same, and the new file is on disk before this returns. */
export function replaceFileOnDisk(path: string, text: string): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text, { flush: true });
  renameSync(partial, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
