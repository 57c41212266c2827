import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunFolder } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';

/** A copy of the committed run that a test may write into, under the id `sample`. */
export function copyOfRun(): { readonly folder: RunFolder; readonly remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'rezbench-run-'));
  const path = join(home, 'sample');
  cpSync(join(import.meta.dirname, 'run'), path, { recursive: true });
  return {
    folder: openRunFolder(path),
    remove: () => {
      rmSync(home, { recursive: true });
    },
  };
}
