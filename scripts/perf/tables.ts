/**
 * How long millions of samples take to become tables, beside DuckDB's and pandas' summary of the same samples:
 *
 *   npx tsx scripts/perf/tables.ts [--python PYTHON] [--rounds 5] [--iterations 5000]
 *
 * A seeded run is made of 2 phones x 40 cases x 5 launches x 5000 iterations, 2,000,000 timed predictions. In each round,
 * after one another and each in a fresh process:
 *
 * - tables: rezbench makes all tables from plan, journals and events (42 MB of JSON), and writes them to disk;
 * - figures: the same up to the figures of results.csv, and nothing is written;
 * - gate: judges the run by its tables;
 * - DuckDB: reads the samples.csv that was written (353 MB) and gives count, mean, extremes, median and three percentiles for
 *   each case; afterwards these are held against results.csv, and another figure is an error;
 * - DuckDB and copy: that, and writes the samples as CSV again, as `tables` does;
 * - pandas, where a PYTHON has it: the summary as DuckDB gives it.
 *
 * Times are those of the work alone, without the start of a process; ratios are medians over rounds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { gateRun } from '../../src/gate/gate-run.js';
import { caseFigures } from '../../src/results/case-figures.js';
import { caseRecords } from '../../src/results/case-record.js';
import { rowsOf } from '../../src/results/column.js';
import { readRun } from '../../src/results/read-run.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { resultsTable } from '../../src/results/tables/results.js';
import { writeTables } from '../../src/results/write-tables.js';
import { tQuantile } from '../../src/stats/student-t.js';
import { median } from '../../src/stats/summary.js';
import { refuseOtherFigures } from './same-figures.js';
import { spentOn, spentSchema } from './spent.js';
import type { Spent } from './spent.js';
import { samplesIn, writeSyntheticRun } from './synthetic-run.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    iterations: { type: 'string', default: '5000' },
    /** Set in the processes that this one starts. */
    work: { type: 'string' },
    run: { type: 'string', default: '' },
  },
});

const textInSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Loads DuckDB and opens an empty database. */
async function openDuckDb(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create(':memory:')).connect();
}

/** What DuckDB finds for each case. */
async function summariseInDuckDb(
  connection: DuckDBConnection,
  run: string,
  copiesSamples = false,
): Promise<Record<string, unknown>[]> {
  const samples = `read_csv(${textInSql(join(run, 'samples.csv'))})`;
  const found = await connection.runAndReadAll(
    `select device_udid, case_id, count(*)::int as iterations, avg(latency_ns) as mean, min(latency_ns)::double as min,
       max(latency_ns)::double as max, median(latency_ns) as median, quantile_cont(latency_ns, .9) as p90,
       quantile_cont(latency_ns, .95) as p95, quantile_cont(latency_ns, .99) as p99
     from ${samples} where phase = 'predict' group by all order by all`,
  );
  if (copiesSamples) await connection.run(`copy (from ${samples}) to ${textInSql(join(run, 'copied.csv'))} (header)`);
  return found.getRowObjectsJS();
}

const figuresOf = (folder: RunFolder): unknown =>
  rowsOf(
    resultsTable,
    readRun(folder).flatMap((phone) => caseRecords(phone).map(caseFigures)),
  );

const budgets = 'rules: [{ metric: latency_median_ms, max: 1000 }]\n';

async function worker(name: string, run: string): Promise<Spent> {
  const folder = { path: run, id: 'synthetic' };
  // Loads the library of the distribution, as those of the others are loaded before their work.
  tQuantile(0.975, 1);
  switch (name) {
    case 'tables':
      // What an earlier round wrote would have to be given back to the disk.
      rmSync(join(run, 'samples.csv'), { force: true });
      return spentOn(() => writeTables(folder));
    case 'gate':
      return spentOn(() => gateRun(folder, { file: join(run, 'budgets.yaml'), level: 'nightly', allowVirtual: false }));
    case 'figures':
      return spentOn(() => figuresOf(folder));
    case 'DuckDB': {
      const connection = await openDuckDb();
      let found: Record<string, unknown>[] = [];
      const spent = await spentOn(async () => {
        found = await summariseInDuckDb(connection, run);
      });
      refuseOtherFigures(folder, found);
      return spent;
    }
    case 'DuckDB and copy': {
      const connection = await openDuckDb();
      return spentOn(() => summariseInDuckDb(connection, run, true));
    }
    default:
      throw new Error(`no work ${name}`);
  }
}

function inProcess(name: string, run: string): Spent {
  const [command, args] =
    name === 'pandas'
      ? [values.python ?? '', [join(import.meta.dirname, 'summarise_samples.py'), join(run, 'samples.csv')]]
      : [process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--work', name, '--run', run]];
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}`);
  return spentSchema.parse(JSON.parse(stdout));
}

function compare(): void {
  const home = mkdtempSync(join(tmpdir(), 'rezbench-tables-'));
  try {
    const run = join(home, 'synthetic');
    const size = { seed: 1, phones: 2, variants: 20, launches: 5, iterations: Number(values.iterations) };
    writeSyntheticRun(run, size);
    writeFileSync(join(run, 'budgets.yaml'), budgets);
    const names = [
      'tables',
      'figures',
      'gate',
      'DuckDB',
      'DuckDB and copy',
      ...(values.python === undefined ? [] : ['pandas']),
    ];
    const rounds = Array.from(
      { length: Number(values.rounds) },
      () => new Map(names.map((name) => [name, inProcess(name, run)])),
    );
    console.log(`${String(samplesIn(size))} timed predictions, ${values.rounds} rounds`);
    console.table(Object.fromEntries(names.map((name) => [name, summaryOf(name, rounds)])));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function summaryOf(name: string, rounds: readonly ReadonlyMap<string, Spent>[]): Record<string, number> {
  const over = (figure: (mine: Spent, duckDb: Spent) => number): number =>
    median(
      rounds.flatMap((round) => {
        const [mine, duckDb] = [round.get(name), round.get('DuckDB')];
        return mine && duckDb ? [figure(mine, duckDb)] : [];
      }),
    );
  return {
    'wall s': Number((over(({ wallMs }) => wallMs) / 1e3).toFixed(2)),
    'processor s': Number((over(({ cpuMs }) => cpuMs) / 1e3).toFixed(2)),
    'peak MB': Math.round(over(({ peakMb }) => peakMb)),
    'wall to DuckDB': Number(over((mine, duckDb) => mine.wallMs / duckDb.wallMs).toFixed(2)),
    'processor to DuckDB': Number(over((mine, duckDb) => mine.cpuMs / duckDb.cpuMs).toFixed(2)),
  };
}

if (values.work === undefined) compare();
else console.log(JSON.stringify(await worker(values.work, values.run)));
