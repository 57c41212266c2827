import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import type { CommittedRun } from '../../test/golden/copy-run.js';
import { projectRoot } from '../project.js';
import { writeTables } from '../results/write-tables.js';
import { gateRun } from './gate-run.js';
import { levels } from './rule-schema.js';

const home = join(projectRoot, 'test/golden/verdict');

const files = ['verdict.json', 'verdict.md', 'junit.xml'] as const;

/** The files that the gate leaves for a committed run, by the budgets in this folder. */
function judged(run: CommittedRun, budgets: string, level: (typeof levels)[number]): Map<string, string> {
  const folder = copyOfRun(run);
  if (run === 'run') writeTables(folder);
  gateRun(folder, { file: join(home, budgets, 'budgets.yaml'), level, allowVirtual: true });
  return new Map(files.map((name) => [name, readFileSync(join(folder.path, name), 'utf8')]));
}

/* `REBASELINE=1` writes what the gate says now as what it should say; look at the difference in git. */
describe('the verdict on the committed run', () => {
  const compare = (seen: ReadonlyMap<string, string>, golden: string): void => {
    for (const [name, text] of seen) {
      const file = join(home, golden, name);
      if (process.env['REBASELINE'] === '1') {
        mkdirSync(join(home, golden), { recursive: true });
        writeFileSync(file, text);
      } else expect(text).to.equal(readFileSync(file, 'utf8'));
    }
  };

  for (const level of levels) {
    it(`is what it was, at level ${level}`, () => {
      compare(judged('run', 'run', level), join('run', level));
    });

    for (const tables of ['tables-v1', 'tables-v2'] as const) {
      it(`is what it was on an earlier run's ${tables}, at level ${level}`, () => {
        compare(judged(tables, 'earlier', level), join('earlier', level));
      });
    }
  }
});
