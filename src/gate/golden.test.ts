import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { projectRoot } from '../project.js';
import { levels } from './budgets.js';
import { gateRun } from './gate-run.js';

const home = join(projectRoot, 'test/golden/verdict');

/* `REBASELINE=1` writes the verdicts that are seen as those expected from now on; look at the difference in git. */
describe('the verdict on the committed run', () => {
  for (const level of levels) {
    it(`is what it was, at level ${level}`, () => {
      const folder = copyOfRun();
      gateRun(folder, { file: join(home, 'budgets.yaml'), level, allowVirtual: true });
      for (const name of ['verdict.json', 'verdict.md', 'junit.xml']) {
        const seen = readFileSync(join(folder.path, name), 'utf8');
        const golden = join(home, level, name);
        if (process.env['REBASELINE'] === '1') {
          mkdirSync(join(home, level), { recursive: true });
          writeFileSync(golden, seen);
        } else expect(seen).to.equal(readFileSync(golden, 'utf8'));
      }
    });
  }
});
