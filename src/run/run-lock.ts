import { dirname, join } from 'node:path';
import { claim } from '../host/claim.js';
import { sayInUse } from '../host/in-use.js';
import { useInstallation } from '../host/installation.js';
import { exitCodes, Problem } from '../problem.js';
import { removePartials } from '../results/partials.js';
import type { RunFolder } from '../results/run-folder.js';

/**
 * Takes a run's folder for this process, and removes what a process that was killed left in it and beside it. Returns
 * the function that lets go of it; throws a Problem when another process has it.
 */
export async function lockRun({ path }: RunFolder): Promise<() => void> {
  const claimed = await claim(path, 'in-use', () => {
    console.error(`rezbench: another process may write ${path} as well, since the lock in it is gone`);
  });
  if (!('release' in claimed)) throw new Problem(`${path} ${sayInUse(claimed)}`, exitCodes.missing);
  const leaveInstallation = useInstallation();
  removePartials(path, 'ours');
  for (const shared of ['.inputs', '.references']) removePartials(join(dirname(path), shared), 'shared');
  return () => {
    leaveInstallation();
    claimed.release();
  };
}
