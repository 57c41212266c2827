import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { projectRoot } from '../project.js';
import { writeTables } from '../results/write-tables.js';
import { levels } from './budgets.js';
import { gateRun } from './gate-run.js';

const home = join(projectRoot, 'test/golden/verdict');

const files = ['verdict.json', 'verdict.md', 'junit.xml'] as const;
const golden = (level: string, name: string): string => join(home, level, name);

/** The files that the gate leaves for a committed run. */
function judged(run: 'run' | 'tables-v1', level: (typeof levels)[number]): Map<string, string> {
  const folder = copyOfRun(run);
  if (run === 'run') writeTables(folder);
  gateRun(folder, { file: join(home, 'budgets.yaml'), level, allowVirtual: true });
  return new Map(files.map((name) => [name, readFileSync(join(folder.path, name), 'utf8')]));
}

/* `REBASELINE=1` writes what the gate says now as what it should say; look at the difference in git. */
describe('the verdict on the committed run', () => {
  for (const level of levels) {
    it(`is what it was, at level ${level}`, () => {
      for (const [name, seen] of judged('run', level)) {
        if (process.env['REBASELINE'] === '1') {
          mkdirSync(join(home, level), { recursive: true });
          writeFileSync(golden(level, name), seen);
        } else expect(seen).to.equal(readFileSync(golden(level, name), 'utf8'));
      }
    });

    it(`is the same on its tables of version 1, at level ${level}`, () => {
      for (const [name, seen] of judged('tables-v1', level)) {
        expect(seen).to.equal(readFileSync(golden(level, name), 'utf8'));
      }
    });
  }
});
