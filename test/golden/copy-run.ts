import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunFolder } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';

/** A copy of a committed run that a test may write into, under the id `sample`. `tables-v1` has tables alone. */
export function copyOfRun(name: 'run' | 'tables-v1' = 'run'): {
  readonly folder: RunFolder;
  readonly remove: () => void;
} {
  const home = mkdtempSync(join(tmpdir(), 'rezbench-run-'));
  const path = join(home, 'sample');
  cpSync(join(import.meta.dirname, name), path, { recursive: true });
  return {
    folder: openRunFolder(path),
    remove: () => {
      rmSync(home, { recursive: true });
    },
  };
}
