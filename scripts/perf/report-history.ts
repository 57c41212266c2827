/**
 * How a report with a history grows with the cases: `npx tsx scripts/perf/report-history.ts [NIGHTS]`. Fills histories of 12 phones and
 * ever more cases, of which each fifth became slower half-way, and prints what finding the trends and building the page took.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory } from '../../src/history/database.js';
import { importRun } from '../../src/history/import-run.js';
import { trends } from '../../src/history/trend.js';
import { reportRuns } from '../../src/report/report-runs.js';
import { toCsv } from '../../src/results/csv.js';
import { readCaseRows } from '../../src/results/read-tables.js';
import { openRunFolder } from '../../src/results/run-folder.js';
import { resultsTable } from '../../src/results/tables/results.js';
import type { CaseRow } from '../../src/results/tables/results.js';
import { gaussians } from './gaussians.js';
import { writeSyntheticTables } from './synthetic-tables.js';

const nights = Number(process.argv[2] ?? 30);
const next = gaussians(2);

for (const variants of [6, 12, 24]) await measure(variants);

async function measure(variants: number): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'rezbench-history-'));
  try {
    const run = writeSyntheticTables(join(home, 'run'), {
      ...{ phones: 12, variants, units: 4, sizes: 3 },
      ...{ launches: 1, iterations: 4 },
    });
    const rows = readCaseRows(run);
    const db = await openHistory(join(home, 'nights.duckdb'), { mayMake: true });
    for (let night = 0; night < nights; night++) {
      const folder = join(home, `night-${String(night)}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'plan.json'), '{}');
      writeFileSync(join(folder, 'results.csv'), toCsv(resultsTable, nightOf(rows, night)));
      await importRun(db, openRunFolder(folder), new Date());
      rmSync(folder, { recursive: true });
    }
    const [foundS, history] = await timed(() =>
      trends(db, {
        metric: 'latency_median_ms',
        cases: '*',
        ownPhones: [...new Set(rows.map((row) => row.device_udid))],
      }),
    );
    db.close();
    const [builtS, { file }] = await timed(() => reportRuns([run], { history }));
    const changed = history.filter(({ changes }) => changes.length > 0).length;
    console.log(
      `${String(rows.length)} cases, ${String(nights)} nights: trends in ${foundS} of processor time (${String(changed)} with a step), page in ${builtS}, ${(statSync(file).size / 1e6).toFixed(2)} MB`,
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The rows of a night, a little faster or slower each, and each fifth case slower in the second half. */
function nightOf(rows: readonly CaseRow[], night: number): CaseRow[] {
  const at = new Date(Date.UTC(2026, 0, 1 + night)).toISOString();
  return rows.map((row, index) => {
    const step = index % 5 === 0 && night >= nights / 2 ? 1.2 : 1;
    const ms = row.latency_median_ms && Number((row.latency_median_ms * step * Math.exp(0.01 * next())).toFixed(6));
    return { ...row, run_id: `night-${String(night)}`, started_at: at, latency_median_ms: ms };
  });
}

/** Processor seconds: the machine may have other work. */
async function timed<Result>(work: () => Promise<Result>): Promise<[string, Result]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [`${((user + system) / 1e6).toFixed(1)} s`, result];
}
