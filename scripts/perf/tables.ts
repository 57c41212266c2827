/**
 * How long millions of samples take to become tables, beside DuckDB's and pandas' summary of the same samples:
 *
 *   npx tsx scripts/perf/tables.ts [--python PYTHON] [--rounds 5] [--iterations 5000]
 *
 * A seeded run is made of 2 phones x 40 cases x 5 launches x 5000 iterations, 2,000,000 timed predictions. In each round,
 * after one another and each in a fresh process: rezbench makes all tables from plan, journals and events and writes them to disk;
 * `gate` judges the run; DuckDB, and pandas where a PYTHON has it, read the samples.csv that was written and give count, mean,
 * extremes, median and three percentiles for each case. So rezbench reads less (JSON), and computes and writes more. Times are
 * those of the work alone, without the start of a process; ratios are medians over rounds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { gateRun } from '../../src/gate/gate-run.js';
import { writeTables } from '../../src/results/write-tables.js';
import { median } from '../../src/stats/summary.js';
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

const spentSchema = z.object({ wallMs: z.number(), cpuMs: z.number(), peakMb: z.number() });
type Spent = z.infer<typeof spentSchema>;

async function spentOn(work: () => unknown): Promise<Spent> {
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    wallMs: performance.now() - began,
    cpuMs: (user + system) / 1e3,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

async function summariseInDuckDb(samples: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.runAndReadAll(
    `select device_udid, case_id, count(*), avg(latency_ns), min(latency_ns), max(latency_ns), median(latency_ns),
       quantile_cont(latency_ns, [.9, .95, .99])
     from read_csv('${samples.replaceAll("'", "''")}') where phase = 'predict' group by all order by all`,
  );
}

const budgets = 'rules: [{ metric: latency_median_ms, max: 1000 }]\n';

function worker(name: string, run: string): Promise<Spent> {
  const folder = { path: run, id: 'synthetic' };
  switch (name) {
    case 'rezbench':
      return spentOn(() => writeTables(folder));
    case 'gate':
      return spentOn(() => gateRun(folder, { file: join(run, 'budgets.yaml'), level: 'nightly', allowVirtual: false }));
    case 'DuckDB':
      return spentOn(() => summariseInDuckDb(join(run, 'samples.csv')));
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
    const names = ['rezbench', 'gate', 'DuckDB', ...(values.python === undefined ? [] : ['pandas'])];
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
