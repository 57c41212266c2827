import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file in one move, so a reader sees the old or the new and never a part. */
export function replaceFile(path: string, text: string): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}
