import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** As writeWhole names what it has not finished: PATH.PID-NUMBER.partial. */
const partialName = /\.(\d+)-\d+\.partial$/;
/** Longer than any file takes to be written: by then another process has got the id. */
const staleMs = 3_600_000;

/**
 * Removes what writers left unfinished in a folder and those in it. A folder of `ours` has no other writer now; in a
 * `shared` one, files of living processes stay. None where there is no such folder.
 */
export function removePartials(folder: string, whose: 'ours' | 'shared'): void {
  for (const name of namesIn(folder)) {
    const pid = Number(partialName.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(pid)) continue;
    const path = join(folder, name);
    if (whose === 'shared' && isAlive(pid) && ageMs(path) < staleMs) continue;
    rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
