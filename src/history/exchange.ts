import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readFileWithin } from '../bounds/read-file.js';
import { mostBytes } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import { schemaVersion } from '../results/column.js';
import type { History } from './database.js';
import { diskProblem } from './failure.js';
import { ownLab } from './import-run.js';
import { caseColumns } from './schema.js';

/*
 * What labs give one another: a folder with cases.parquet, runs.parquet and manifest.json. Phones are hashes under a salt that
 * never leaves the lab, so that theirs stay apart from ours and nobody learns a UDID; text that a person wrote stays at home.
 */

const exchangeVersion = 1;
const tables = ['cases', 'runs'] as const;

/** What was measured here. */
const own = `lab = '${ownLab}'`;

/** Text that may name a phone, a person or a host. */
const leftAtHome = ['device_name', 'lab_name', 'reason', 'warnings'];

const labName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be of a-z, 0-9 and -, 40 characters at most');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const manifestSchema = z.strictObject({
  v: z.literal(exchangeVersion),
  lab: labName,
  schema_version: z.int().positive(),
  sha256: z.strictObject({ cases: sha256, runs: sha256 }),
});

export interface Exchanged {
  readonly lab: string;
  readonly runs: number;
  readonly cases: number;
}

/** Writes what this lab measured, to be merged by another. Throws a Problem for a folder that holds something, or a bad name. */
export async function exportHistory({ ask }: History, lab: string, folder: string): Promise<Exchanged> {
  const named = labName.safeParse(lab);
  if (!named.success) throw new Problem(`--lab ${lab}: ${named.error.issues[0]?.message ?? 'is no name'}`);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Problem(`${folder} holds something already; name a new folder`);
  }
  mkdirSync(folder, { recursive: true });
  try {
    await writeExport(ask, lab, folder);
  } catch (error) {
    // Half an export would keep a whole one from its folder.
    for (const name of ['cases.parquet', 'runs.parquet', 'manifest.json']) rmSync(join(folder, name), { force: true });
    throw diskProblem(folder, error instanceof Problem ? error.cause : error) ?? error;
  }
  const [counted] = await ask<{ runs: number; cases: number }>(
    `SELECT count(*)::INTEGER AS runs, coalesce(sum(cases), 0)::INTEGER AS cases FROM runs WHERE ${own}`,
  );
  return { lab, runs: counted?.runs ?? 0, cases: counted?.cases ?? 0 };
}

async function writeExport(ask: History['ask'], lab: string, folder: string): Promise<void> {
  const columns = caseColumns.map(({ name }) => {
    if (leftAtHome.includes(name)) return `NULL::VARCHAR AS ${name}`;
    // Udids are hex digits and a dash.
    if (name === 'device_udid') return `'udid-' || left(sha256(salt || device_udid), 32) AS device_udid`;
    return name;
  });
  await ask(
    `COPY (SELECT ${columns.join(', ')} FROM cases, rezbench_history WHERE ${own} ORDER BY run_id, device_udid, case_id)
     TO ${literal(join(folder, 'cases.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await ask(
    `COPY (SELECT run_id, sha256, imported_at, cases FROM runs WHERE ${own} ORDER BY run_id)
     TO ${literal(join(folder, 'runs.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const manifest = {
    v: exchangeVersion,
    lab,
    schema_version: schemaVersion,
    sha256: { cases: sha256Of(join(folder, 'cases.parquet')), runs: sha256Of(join(folder, 'runs.parquet')) },
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Takes what another lab exported into the history, all or none; what it had given before is replaced. Throws a Problem where
 * the export is damaged, has been changed, tells UDIDs or is of a newer version.
 */
export async function mergeExport(history: History, folder: string): Promise<Exchanged> {
  const { lab } = checkedManifest(folder);
  const { ask } = history;
  const file = (name: string): string => `read_parquet(${literal(join(folder, `${name}.parquet`))})`;
  return history.atOnce(async () => {
    try {
      await ask('DELETE FROM cases WHERE lab = $1', [lab]);
      await ask('DELETE FROM runs WHERE lab = $1', [lab]);
      const names = caseColumns.map(({ name }) => name).join(', ');
      await ask(`INSERT INTO cases (lab, ${names}) SELECT $1, ${names} FROM ${file('cases')}`, [lab]);
      await ask(
        `INSERT INTO runs (lab, run_id, sha256, folder, imported_at, cases)
         SELECT $1, run_id, sha256, NULL, imported_at, cases FROM ${file('runs')}`,
        [lab],
      );
    } catch (error) {
      if (error instanceof Problem) throw error;
      const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new Problem(`${folder} is no export of a history (${said}); ask its lab to export it anew`);
    }
    await checkMerged(history, lab, folder);
    const [counted] = await ask<{ runs: number; cases: number }>(
      'SELECT count(*)::INTEGER AS runs, coalesce(sum(cases), 0)::INTEGER AS cases FROM runs WHERE lab = $1',
      [lab],
    );
    return { lab, runs: counted?.runs ?? 0, cases: counted?.cases ?? 0 };
  });
}

function checkedManifest(folder: string): z.infer<typeof manifestSchema> {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path))
    throw new Problem(`${path} is not there; name a folder that npx rezbench history export wrote`);
  let json: unknown;
  try {
    json = JSON.parse(readFileWithin(path, mostBytes.manifest.most).toString('utf8'));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${path} is not JSON; ask its lab to export it anew`);
  }
  const { data, error } = manifestSchema.safeParse(json);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new Problem(`${path}: field ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}; export it anew`);
  }
  if (data.schema_version > schemaVersion) {
    throw new Problem(`${path}: schema_version is ${String(data.schema_version)}; use the version that wrote it`);
  }
  for (const name of tables) {
    const table = join(folder, `${name}.parquet`);
    if (existsSync(table) && sha256Of(table) === data.sha256[name]) continue;
    throw new Problem(`${table} is not what its lab exported; fetch the folder again`);
  }
  return data;
}

async function checkMerged({ ask }: History, lab: string, folder: string): Promise<void> {
  const numbers = caseColumns
    .filter(({ type }) => type === 'DOUBLE')
    .map(({ name }) => `NOT coalesce(isfinite(${name}), true)`);
  const [wrong] = await ask<{ run_id: string; why: string }>(
    `SELECT run_id, CASE
       WHEN NOT regexp_full_match(coalesce(device_udid, ''), 'udid-[0-9a-f]{32}') THEN 'a UDID that is not hashed'
       WHEN run_id IS NULL OR case_id IS NULL OR status IS NULL THEN 'a row without run, case or status'
       ELSE 'a number that is not finite' END AS why
     FROM cases WHERE lab = $1 AND (
       NOT regexp_full_match(coalesce(device_udid, ''), 'udid-[0-9a-f]{32}')
       OR run_id IS NULL OR case_id IS NULL OR status IS NULL OR ${numbers.join(' OR ')})
     LIMIT 1`,
    [lab],
  );
  if (wrong !== undefined) {
    throw new Problem(`${folder}: run ${wrong.run_id} has ${wrong.why}; ask its lab to export it anew`);
  }
  const [lost] = await ask<{ run_id: string }>(
    `SELECT run_id FROM cases WHERE lab = $1 AND run_id NOT IN (SELECT run_id FROM runs WHERE lab = $1)
     UNION ALL
     SELECT run_id FROM runs r WHERE lab = $1
       AND cases <> (SELECT count(*) FROM cases c WHERE c.lab = $1 AND c.run_id = r.run_id) LIMIT 1`,
    [lab],
  );
  if (lost !== undefined)
    throw new Problem(`${folder}: run ${lost.run_id} is not whole; ask its lab to export it anew`);
}

/** Table functions and COPY take no parameters. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
