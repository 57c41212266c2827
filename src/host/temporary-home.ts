import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, Problem } from '../problem.js';
import { forgetFolder, guardFolder } from './guard.js';
import { lifeOf, ownTag, tagPattern } from './process-tag.js';

/** A folder of this process under the system's folder for temporary files. */
export interface TemporaryHome {
  readonly path: string;
  readonly remove: () => void;
}

const prefix = 'rezbench-';
/** An empty file in the folder, which names the process that it is of. */
const ownerName = new RegExp(`^owner\\.(${tagPattern})$`);

let hasSwept = false;

/**
 * Makes a temporary folder, which is gone when this process is, however that ends. The first one takes those away whose
 * processes are dead and were not followed by anything.
 */
export function temporaryHome(purpose: string): TemporaryHome {
  if (!hasSwept) removeAbandonedHomes();
  hasSwept = true;
  const path = makeHome(purpose);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      forgetFolder(path);
    },
  };
}

function makeHome(purpose: string): string {
  try {
    const path = mkdtempSync(join(tmpdir(), `${prefix}${purpose}-`));
    guardFolder(path);
    writeFileSync(join(path, `owner.${ownTag()}`), '');
    return path;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(
      `no temporary folder can be made in ${tmpdir()} (${String(error.code)}); make room there, or set TMPDIR to another folder`,
      exitCodes.missing,
      error,
    );
  }
}

/** Removes this user's temporary folders whose processes are dead. A folder that names none is left alone. */
export function removeAbandonedHomes(folder = tmpdir()): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue;
    const owners = namesIn(path).flatMap((file) => ownerName.exec(file)?.[1] ?? []);
    if (owners.length > 0 && owners.every((owner) => lifeOf(owner) === 'ended')) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** None where it cannot be read: whoever makes something there says so. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
