import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';

/** Says of which version of rezbench a copy of the app's sources is. */
const stampName = '.rezbench-version';

/**
 * Copies the app's sources from an installed package, where nothing is built, to a folder of the user's. A copy of the same
 * version stays as it is, and so does a folder that somebody else has made. Throws a Problem for a copy of another version,
 * and where none can be made.
 */
export function placeAppSources(from: string, folder: string, version: string): void {
  if (existsSync(folder)) {
    const stamp = join(folder, stampName);
    const found = existsSync(stamp) ? readFileSync(stamp, 'utf8').trim() : version;
    if (found === version) return;
    throw new Problem(
      `${folder} has the app of rezbench ${found}, and this is ${version}; move it away, then build again`,
    );
  }
  const partial = `${folder}.${String(process.pid)}.partial`;
  try {
    cpSync(from, partial, { recursive: true });
    writeFileSync(join(partial, stampName), `${version}\n`);
    renameSync(partial, folder);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial, { recursive: true });
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(
      `${folder} cannot be written (${String(error.code)}), and the app is built there; build in a folder that you may write to`,
      undefined,
      error,
    );
  }
}
