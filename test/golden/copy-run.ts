import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** The tables of earlier runs, as versions 1 to 3 wrote them, have neither plan nor journals. */
export type CommittedRun = 'run' | 'tables-v1' | 'tables-v2' | 'tables-v3';

/** A copy of a committed run that a test may write into, under the id `sample`. */
export function copyOfRun(name: CommittedRun = 'run'): RunFolder {
  const path = join(temporaryFolder().path, 'sample');
  cpSync(join(import.meta.dirname, name), path, { recursive: true });
  return openRunFolder(path);
}
