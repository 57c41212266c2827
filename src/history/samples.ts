import { closeSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import type { ColumnType } from '../results/column.js';
import type { RunFolder } from '../results/run-folder.js';
import { samplesTable } from '../results/tables/samples.js';
import { diskProblem } from './failure.js';
import { literal } from './exchange.js';
import { typeIn } from './schema.js';

/**
 * Writes the samples of runs as one Parquet file, a column for each of samples.csv: some ninth of the size, and read by other
 * tools at once. Returns how many there are. Throws a Problem for a run without samples.
 */
export async function exportSamples(folders: readonly RunFolder[], file: string): Promise<number> {
  if (existsSync(file)) throw new Problem(`${file} is there already; name a new file`);
  const csv = folders.map(({ path }) => join(path, 'samples.csv'));
  for (const each of csv) {
    if (!existsSync(each)) throw new Problem(`${each} is not there; write it with npx rezbench tables RUN`);
  }
  const partial = `${file}.${String(process.pid)}.partial`;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const sources = csv.map((each) => `SELECT * FROM ${typed(each)}`).join(' UNION ALL BY NAME ');
    const reader = await connection.runAndReadAll(
      `COPY (${sources}) TO ${literal(partial)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    renameSync(partial, file);
    return Number(reader.getRowsJS()[0]?.[0] ?? 0);
  } catch (error) {
    rmSync(partial, { force: true });
    const problem = diskProblem(file, error);
    if (problem !== undefined) throw problem;
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Problem(`${file} could not be written (${said}); write the tables anew with npx rezbench tables RUN`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A samples.csv with the types of its columns; one that an older version wrote has fewer. */
function typed(csv: string): string {
  const [header = ''] = beginning(csv).split('\n', 1);
  const present = new Set(header.trim().split(','));
  const types = samplesTable.columns
    .filter(({ name }) => present.has(name))
    .map(({ name, type }) => `${literal(name)}: ${literal(whole(type))}`);
  return `read_csv(${literal(csv)}, header = true, types = {${types.join(', ')}})`;
}

/** More than the longest header has. */
const headerBytes = 10_000;

function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(headerBytes);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** Nanoseconds stay whole numbers. */
const whole = (type: ColumnType): string => (type === 'integer' ? 'BIGINT' : typeIn[type]);
