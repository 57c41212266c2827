import { readFileSync } from 'node:fs';

/** A file's content; undefined when it is not there. It is asked for once, since another process may move it away. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
