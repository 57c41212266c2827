import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** A copy of the committed run that a test may write into, under the id `sample`. */
export function copyOfRun(): RunFolder {
  const path = join(temporaryFolder().path, 'sample');
  cpSync(join(import.meta.dirname, 'run'), path, { recursive: true });
  return openRunFolder(path);
}
