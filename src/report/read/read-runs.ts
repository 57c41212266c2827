import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../problem.js';
import { readCaseRows, readLaunchRows } from '../../results/read-tables.js';
import { readProvenance } from '../../results/read-provenance.js';
import type { Provenance } from '../../results/read-provenance.js';
import type { Plan } from '../../plan/plan.js';
import { redactValues } from '../../results/redact-run.js';
import { shellWord } from '../../results/shell-word.js';
import type { RunFolder } from '../../results/run-folder.js';
import type { LaunchRow } from '../../results/tables/launches.js';
import type { QualityRow } from '../../results/tables/quality.js';
import type { CaseRow } from '../../results/tables/results.js';
import { readJudgements } from './judgements.js';
import type { Judgements } from './judgements.js';
import { planOf } from './plan-of.js';
import { qualityRowsOf } from './quality-rows-of.js';
import { caseKey, readSamples } from './samples.js';
import type { Samples } from './samples.js';

/** A run as its tables have it. */
export interface ReadRun {
  readonly folder: RunFolder;
  readonly provenance: Provenance;
  /** As they are shown: without names where that was asked for. */
  readonly rows: readonly CaseRow[];
  /** The udid of each row's phone, as samples and launches have it. */
  readonly udids: readonly string[];
  readonly launches: readonly LaunchRow[];
  readonly samples: Samples;
  /** Of quality.csv, with names as that has them. */
  readonly quality: readonly QualityRow[];
  readonly plan: Plan | undefined;
  readonly judgements: Judgements;
}

/**
 * Reads what a page is made of. Throws a Problem for a run that is named twice or has no case, and for tables of two versions,
 * of which one may lack what the other has.
 */
export async function readRuns(folders: readonly RunFolder[], redact: boolean): Promise<ReadRun[]> {
  const twice = folders.find(({ path }, index) => folders.findIndex((other) => other.path === path) < index);
  if (twice !== undefined) throw new Problem(`${twice.path} is named twice; name each run once`);
  const tables = folders.map((folder) => ({ folder, rows: readCaseRows(folder) }));
  const empty = tables.find(({ rows }) => rows.length === 0)?.folder;
  if (empty !== undefined) throw withoutCases(empty);
  refuseTwoVersions(tables);
  const known = tables.flatMap(({ rows }) => rows);
  const runs: ReadRun[] = [];
  for (const { folder, rows } of tables) {
    const found = readJudgements(folder);
    const own = [rows, found, readProvenance(folder)] as const;
    const [shown, judgements, provenance] = redact ? redactValues(known, own) : own;
    runs.push({
      folder,
      provenance,
      rows: shown,
      udids: rows.map(({ device_udid }) => device_udid),
      launches: launchesOf(folder),
      samples: await readSamples(folder, ratesOf(rows)),
      quality: qualityRowsOf(folder),
      plan: planOf(folder),
      judgements,
    });
  }
  return runs;
}

/** Of which a page can be made later, or never: what measures packages in pairs plans no case. */
function withoutCases(folder: RunFolder): Problem {
  const plan = planOf(folder);
  if (plan === undefined || plan.cases.length > 0) {
    return new Problem(
      `${folder.path} has no case yet; continue it with npx rezbench run --resume ${shellWord(folder.path)}`,
    );
  }
  return plan.launches.some(({ kind }) => kind === 'confirm')
    ? new Problem(
        `${folder.path} measures packages in pairs and makes no table of cases; report the run that it was to confirm`,
      )
    : new Problem(`${folder.path} plans no case of a sweep, so there is nothing to report; name a run of a sweep`);
}

function refuseTwoVersions(tables: readonly { readonly folder: RunFolder; readonly rows: readonly CaseRow[] }[]): void {
  const versions = tables.map(({ folder, rows }) => ({ path: folder.path, version: rows[0]?.schema_version ?? 0 }));
  const [newest] = [...versions].sort((a, b) => b.version - a.version);
  const older = versions.find(({ version }) => version !== newest?.version);
  if (older === undefined || newest === undefined) return;
  throw new Problem(
    `the tables of ${older.path} are of version ${String(older.version)} and those of ${newest.path} of version ${String(newest.version)}; write the older ones anew with npx rezbench tables ${shellWord(older.path)}, or report each run on its own`,
  );
}

/** At what rate frames were due in sustained cases, 1/s. */
const ratesOf = (rows: readonly CaseRow[]): ReadonlyMap<string, number> =>
  new Map(
    rows.flatMap(({ device_udid, case_id, pace_hz, sustained_s }) =>
      pace_hz === undefined || sustained_s === undefined ? [] : [[caseKey(device_udid, case_id), pace_hz] as const],
    ),
  );

/** Tables that somebody handed on alone have no launches. */
function launchesOf(folder: RunFolder): LaunchRow[] {
  return existsSync(join(folder.path, 'launches.csv')) ? readLaunchRows(folder) : [];
}
