import { closeSync, mkdirSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';
import { beforeEach, describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { heardConsole } from '../../test/rig/console.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { main } from '../cli/main.js';
import { projectRoot } from '../project.js';
import { toCsv } from '../results/csv.js';
import { resultsTable } from '../results/tables/results.js';
import { openHistory } from './database.js';

const remedy =
  /history\.duckdb cannot be read as a history \(.+\); move it away and import the runs again \(npx rezbench history import RUN\.\.\.\), which are complete without it$/;

describe('a history that was torn', function () {
  this.timeout(120_000);
  const heard = heardConsole();
  let root: string;
  let db: string;
  beforeEach(() => {
    root = temporaryFolder().path;
    db = join(root, 'history.duckdb');
  });

  function run(night: number, rows: number): string {
    const id = `night-${String(night)}`;
    const path = join(root, id);
    mkdirSync(path);
    const cells = { run_id: id, os_build: '21F79', app_build: 'b1', started_at: '2026-01-01T02:00:00.000Z' };
    const table = Array.from({ length: rows }, (_, n) =>
      // Text that does not compress, so that the file has blocks to be torn.
      caseRow({ ...cells, case_id: `c${String(n)}`, latency_median_ms: night + n, reason: text(night * rows + n) }),
    );
    writeFileSync(join(path, 'results.csv'), toCsv(resultsTable, table));
    writeFileSync(join(path, 'plan.json'), '{}');
    return path;
  }
  const rowsIn = async (file: string): Promise<readonly object[]> => {
    const history = await openHistory(file, { mayMake: false });
    try {
      return await history.ask('SELECT * FROM cases ORDER BY run_id, case_id');
    } finally {
      history.close();
    }
  };

  const tears: Readonly<Record<string, (size: number) => void>> = {
    'cut off at its half': (size) => {
      truncateSync(db, Math.floor(size / 2));
    },
    'cut off behind its header': () => {
      truncateSync(db, 4096);
    },
    emptied: () => {
      truncateSync(db, 0);
    },
    'overwritten in the middle': (size) => {
      const file = openSync(db, 'r+');
      writeSync(file, Buffer.alloc(size - 20_000, 7), 0, size - 20_000, 20_000);
      closeSync(file);
    },
  };
  for (const [how, tear] of Object.entries(tears)) {
    it(`is named with the remedy where it was ${how}, and the remedy helps`, async () => {
      const runs = [run(1, 40)];
      expect(await main(['history', 'import', ...runs, '--db', db])).to.equal(0);
      const whole = await rowsIn(db);
      tear(statSync(db).size);
      for (const words of [
        ['trend', '--json'],
        ['import', run(3, 1)],
      ]) {
        heard.said.length = 0;
        expect(await main(['history', ...words, '--db', db]), words[0]).to.equal(2);
        expect(heard.said.at(-1)).to.match(remedy);
      }
      const anew = join(root, 'anew.duckdb');
      expect(await main(['history', 'import', ...runs, '--db', anew])).to.equal(0);
      expect(await rowsIn(anew)).to.deep.equal(whole);
    });
  }

  it('by SIGKILL in the midst of an import has all rows of a run or none, and all after another import', async () => {
    const runs = Array.from({ length: 12 }, (_, night) => run(night, 40));
    const [first = '', ...others] = runs;
    expect(await main(['history', 'import', first, '--db', db])).to.equal(0);
    // It kills itself once some runs are in, and before the last: in a transaction, most likely. Another process might come
    // too late for that.
    const code = `import { main } from ${JSON.stringify(pathToFileURL(join(projectRoot, 'src/cli/main.ts')).href)};
      const say = console.log;
      console.log = (line) => {
        say(line);
        if (/^night-3: new/.test(line)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5);
      };
      await main(${JSON.stringify(['history', 'import', ...others, '--db', db])});`;
    const child = execa(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      cwd: projectRoot,
      reject: false,
    });
    expect((await child).signal).to.equal('SIGKILL');
    const left = await rowsIn(db);
    expect(left.length % 40).to.equal(0);
    expect(left.length).to.be.within(4 * 40, 11 * 40);
    expect(await main(['history', 'import', ...runs, '--db', db])).to.equal(0);
    const anew = join(root, 'anew.duckdb');
    expect(await main(['history', 'import', ...runs, '--db', anew])).to.equal(0);
    expect(await rowsIn(db)).to.deep.equal(await rowsIn(anew));
  });
});

/** Text that is another for each number. */
function text(n: number): string {
  let state = n + 1;
  return Array.from({ length: 60 }, () => (state = (state * 48_271) % 2_147_483_647).toString(36)).join('');
}
