import { randomBytes } from 'node:crypto';
import { Problem } from '../problem.js';
import type { ColumnType } from '../results/column.js';
import { resultsTable } from '../results/tables/results.js';
import type { History } from './database.js';

/** Version of the database: a reader refuses a newer one, and an older one gains the columns that it lacks. */
const historyVersion = 1;

export const typeIn: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  datetime: 'VARCHAR',
  integer: 'DOUBLE',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** The columns of `cases`: those of results.csv behind the lab that measured; empty is this one. */
export const caseColumns = resultsTable.columns.map(({ name, type }) => ({ name, type: typeIn[type] }));

/** Throws a Problem for a database that a newer version wrote, or that is something else. */
export async function createSchema({ ask, atOnce }: History, path: string): Promise<void> {
  const tables = await ask<{ name: string }>('SELECT table_name AS name FROM information_schema.tables');
  const isOurs = tables.some(({ name }) => name === 'rezbench_history');
  if (!isOurs && tables.length > 0) {
    throw new Problem(`${path} is a database of something else; name another file`);
  }
  if (isOurs) {
    const [about] = await ask<{ version: number }>('SELECT version FROM rezbench_history');
    if ((about?.version ?? 0) > historyVersion) {
      throw new Problem(`${path} was written by a newer version of rezbench; use that one`);
    }
  }
  await atOnce(async () => {
    await ask('CREATE TABLE IF NOT EXISTS rezbench_history (version INTEGER, salt VARCHAR)');
    if (!isOurs) {
      await ask('INSERT INTO rezbench_history VALUES ($1, $2)', [historyVersion, randomBytes(32).toString('hex')]);
    }
    await ask(
      `CREATE TABLE IF NOT EXISTS runs (lab VARCHAR NOT NULL, run_id VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
       folder VARCHAR, imported_at VARCHAR NOT NULL, cases INTEGER NOT NULL, PRIMARY KEY (lab, run_id))`,
    );
    const columns = caseColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
    await ask(`CREATE TABLE IF NOT EXISTS cases (lab VARCHAR NOT NULL, ${columns})`);
    const present = await ask<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'cases'`,
    );
    const lacking = caseColumns.filter(({ name }) => !present.some((known) => known.name === name));
    for (const { name, type } of lacking) await ask(`ALTER TABLE cases ADD COLUMN ${name} ${type}`);
  });
}
