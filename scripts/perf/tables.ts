/**
 * How long millions of samples take to become tables and verdicts, beside DuckDB's and pandas' summary of the same samples:
 *
 *   npx tsx scripts/perf/tables.ts [--python PYTHON] [--rounds 9] [--iterations 5000] [--json FILE]
 *
 * A seeded run is made of 2 phones x 40 cases x 5 launches x 5000 iterations, 2,000,000 timed predictions, and one of a quarter of the
 * iterations. What `works` lists is done in each round, after one another and each in a fresh process. Where no PYTHON with pandas
 * is given, the page goes without pandas. Times are those of the work alone, without the start of a process.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { compareAndWrite } from '../../src/cli/compare-run.js';
import { gateRun } from '../../src/gate/gate-run.js';
import { caseFigures } from '../../src/results/case-figures.js';
import { caseRecords } from '../../src/results/case-record.js';
import { rowsOf } from '../../src/results/column.js';
import { readRun } from '../../src/results/read-run.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { resultsTable } from '../../src/results/tables/results.js';
import { writeTables } from '../../src/results/write-tables.js';
import { tQuantile } from '../../src/stats/student-t.js';
import { refuseOtherFigures } from './same-figures.js';
import { handOver } from './section.js';
import { spentSchema, tables, works } from './sections/tables.js';
import type { Spent, Work } from './sections/tables.js';
import { spentOn } from './spent.js';
import { samplesIn, writeSyntheticRun } from './synthetic-run.js';
import type { SyntheticSize } from './synthetic-run.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    iterations: { type: 'string', default: '5000' },
    json: { type: 'string' },
    /** Set in the processes that this one starts. */
    work: { type: 'string' },
    home: { type: 'string', default: '' },
  },
});

/** Folders within the one of the benchmark: the run, one of a quarter of its samples, and nights before it. */
const [whole, quarter] = ['synthetic', 'quarter'];
const nights = ['night-1', 'night-2', 'night-3', 'night-4', 'night-5'];

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

async function worker(name: Work, home: string): Promise<Spent> {
  const folder = { path: join(home, name === 'quarter' ? quarter : whole), id: 'synthetic' };
  // Loads the library of the distribution, as those of the others are loaded before their work.
  tQuantile(0.975, 1);
  switch (name) {
    case 'tables':
    case 'quarter':
      // What an earlier round wrote would have to be given back to the disk.
      rmSync(join(folder.path, 'samples.csv'), { force: true });
      return spentOn(() => writeTables(folder));
    case 'gate': {
      const file = join(home, 'budgets.yaml');
      return spentOn(() => gateRun(folder, { file, level: 'nightly', allowVirtual: false }));
    }
    case 'compare':
      return spentOn(() =>
        compareAndWrite({ bases: nights.map((night) => join(home, night)), candidate: folder.path }),
      );
    case 'figures':
      return spentOn(() => figuresOf(folder));
    case 'duckDb': {
      const connection = await openDuckDb();
      let found: Record<string, unknown>[] = [];
      const spent = await spentOn(async () => {
        found = await summariseInDuckDb(connection, folder.path);
      });
      refuseOtherFigures(folder, found);
      return { ...spent, version: await versionOf(connection) };
    }
    case 'duckDbAndCopy': {
      const connection = await openDuckDb();
      return spentOn(() => summariseInDuckDb(connection, folder.path, true));
    }
    case 'pandas':
      throw new Error('pandas is not done in this process');
  }
}

async function versionOf(connection: DuckDBConnection): Promise<string> {
  const found = await connection.runAndReadAll('select version()');
  return z.string().parse(found.getRowsJS()[0]?.[0]).replace(/^v/, '');
}

function inProcess(name: Work, home: string): Spent {
  const [command, args] =
    name === 'pandas'
      ? [values.python ?? '', [join(import.meta.dirname, 'summarise_samples.py'), join(home, whole, 'samples.csv')]]
      : [process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--work', name, '--home', home]];
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}`);
  return spentSchema.parse(JSON.parse(stdout));
}

function writeRuns(home: string, size: SyntheticSize): void {
  writeSyntheticRun(join(home, whole), size);
  writeSyntheticRun(join(home, quarter), { ...size, iterations: Math.ceil(size.iterations / 4) });
  nights.forEach((night, index) => {
    const folder = writeSyntheticRun(join(home, night), { ...size, seed: size.seed + index + 1, iterations: 100 });
    writeTables(folder);
  });
  writeFileSync(join(home, 'budgets.yaml'), budgets);
}

function measure(): void {
  const home = mkdtempSync(join(tmpdir(), 'rezbench-tables-'));
  try {
    const size = { seed: 1, phones: 2, variants: 20, launches: 5, iterations: Number(values.iterations) };
    writeRuns(home, size);
    const rounds = Array.from({ length: Number(values.rounds) }, () => ({
      tables: inProcess('tables', home),
      quarter: inProcess('quarter', home),
      figures: inProcess('figures', home),
      gate: inProcess('gate', home),
      compare: inProcess('compare', home),
      duckDb: inProcess('duckDb', home),
      duckDbAndCopy: inProcess('duckDbAndCopy', home),
      ...(values.python !== undefined && { pandas: inProcess('pandas', home) }),
    }));
    const { phones, launches, iterations } = size;
    const samples = samplesIn(size);
    const csvBytes = statSync(join(home, whole, 'samples.csv')).size;
    const cases = samples / (phones * launches * iterations);
    handOver(tables, { samples, csvBytes, phones, cases, launches, iterations, rounds }, values.json);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const work = works.find((name) => name === values.work);
if (work === undefined) measure();
else console.log(JSON.stringify(await worker(work, values.home)));
