import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import type { History } from './database.js';
import { caseColumns } from './schema.js';

/** `known`: it was there already, with the same tables. `replaced`: its tables were written anew since. */
export type Imported = 'new' | 'replaced' | 'known';

/** The lab of runs that were measured here. */
export const ownLab = '';

/**
 * Takes the cases of a run into the history, all or none. Importing it again changes nothing, and replaces its rows where
 * its tables were written anew. Throws a Problem for tables that cannot be read or have no row.
 */
export async function importRun(history: History, folder: RunFolder, at: Date): Promise<Imported> {
  const file = join(folder.path, 'results.csv');
  const rows = readCaseRows(folder);
  const [first, ...others] = rows;
  if (first === undefined) throw new Problem(`${file} has no row; a history keeps what was measured`);
  const { run_id } = first;
  const stranger = others.find((row) => row.run_id !== run_id);
  if (stranger !== undefined) {
    throw new Problem(
      `${file} has rows of two runs, ${run_id} and ${stranger.run_id}; import each from its own folder`,
    );
  }
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return takeRows(history, { lab: ownLab, run_id, sha256, folder: folder.path, imported_at: at }, rows);
}

/** A run in the history. */
interface RunAbout {
  readonly lab: string;
  readonly run_id: string;
  readonly sha256: string;
  readonly folder: string | null;
  readonly imported_at: Date;
}

function takeRows(history: History, about: RunAbout, rows: readonly CaseRow[]): Promise<Imported> {
  return history.atOnce(async () => {
    const { lab, run_id, sha256, folder, imported_at } = about;
    const [before] = await history.ask<{ sha256: string }>('SELECT sha256 FROM runs WHERE lab = $1 AND run_id = $2', [
      lab,
      run_id,
    ]);
    if (before?.sha256 === sha256) return 'known';
    await history.ask('DELETE FROM cases WHERE lab = $1 AND run_id = $2', [lab, run_id]);
    await history.ask(
      `INSERT INTO runs VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (lab, run_id) DO UPDATE SET
         sha256 = excluded.sha256, folder = excluded.folder, imported_at = excluded.imported_at, cases = excluded.cases`,
      [lab, run_id, sha256, folder, imported_at.toISOString(), rows.length],
    );
    await append(history, lab, rows);
    return before === undefined ? 'new' : 'replaced';
  });
}

async function append({ connection, ask }: History, lab: string, rows: readonly CaseRow[]): Promise<void> {
  // A database that an older version made has its columns in another order.
  const order = await ask<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'cases' ORDER BY ordinal_position`,
  );
  const known = new Set(caseColumns.map(({ name }): string => name));
  const appender = await connection.createAppender('cases');
  for (const row of rows) {
    for (const { name } of order) {
      const value = name === 'lab' ? lab : known.has(name) ? row[name as keyof CaseRow] : undefined;
      if (value === undefined) appender.appendNull();
      else if (typeof value === 'number') appender.appendDouble(value);
      else if (typeof value === 'boolean') appender.appendBoolean(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }
  appender.closeSync();
}
