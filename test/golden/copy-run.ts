import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** A copy of a committed run that a test may write into, under the id `sample`. `tables-v1` has tables alone. */
export function copyOfRun(name: 'run' | 'tables-v1' = 'run'): RunFolder {
  const path = join(temporaryFolder().path, 'sample');
  cpSync(join(import.meta.dirname, name), path, { recursive: true });
  return openRunFolder(path);
}
