import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { exitCodes, Problem } from '../problem.js';

/**
 * Where the users of this host write down which of its phones and installations are in use. Not under TMPDIR, which may
 * differ from one shell to the next. scripts/setup/install.mjs looks there too.
 */
export const sharedFolder = '/tmp/rezbench-in-use';

/** Makes a folder in which every user can write files, and nobody can remove another's. */
export function makeShared(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) mkdirSync(folder, { recursive: true });
  else if (!found.isDirectory()) {
    throw new Problem(`${folder} is a link or a file that somebody put there; remove it`, exitCodes.missing);
  }
  const { mode, uid } = found ?? lstatSync(folder);
  if (uid === process.getuid?.()) chmodSync(folder, 0o1777);
  else if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0) {
    throw new Problem(
      `in ${folder} any user can remove another's locks; have its owner run chmod 1777 ${folder}`,
      exitCodes.missing,
    );
  }
}
