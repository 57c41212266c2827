import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { projectRoot } from '../project.js';
import { use } from './claim.js';
import { makeShared, sharedFolder } from './shared-folder.js';

/**
 * Says that this process goes on loading what is installed under the project's folder, so that another start does not
 * install anew meanwhile (scripts/setup/install.mjs). Returns what takes that back.
 */
export function useInstallation(folder = sharedFolder): () => void {
  try {
    makeShared(folder);
    const claim = use(folder, installationKey(projectRoot));
    return () => {
      claim.release();
    };
  } catch {
    // Where it cannot be written down, as on a full disk, nothing is worse than without it.
    return () => undefined;
  }
}

/** As scripts/setup/install.mjs has it, which must work before anything is installed. */
export function installationKey(root: string): string {
  return `installed-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16)}`;
}
