import { readBudgets } from '../gate/budgets.js';
import type { FleetEntry } from '../gate/budgets.js';
import { sizeOf } from '../gate/case-facts.js';
import { floorsBeside } from '../gate/gate-run.js';
import type { Floors } from '../gate/noise.js';
import { baselineFor } from '../gate/pinned-baseline.js';
import type { Level } from '../gate/rule-schema.js';
import { verdictOf } from '../gate/verdict.js';
import type { Verdict } from '../gate/verdict.js';
import { Problem } from '../problem.js';
import { deviceName } from '../results/device.js';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';

/** Runs that are looked at as one, and what the budgets say of them. */
export interface Measured {
  readonly rows: readonly CaseRow[];
  readonly verdict: Verdict;
  /** Empty where the budgets file names none. */
  readonly fleet: readonly FleetEntry[];
}

export interface Asked {
  /** The budgets file. */
  readonly file: string;
  readonly level: Level;
  readonly allowVirtual: boolean;
  readonly baseline?: RunFolder | undefined;
  /** Sizes that the app enlarges, as budgets write them; without any, all that were measured. */
  readonly sizes?: readonly string[];
}

/**
 * Reads runs and judges them together. Throws a Problem for a case that two of them have of one phone, and for a size that
 * none has.
 */
export function measuredIn(folders: readonly RunFolder[], asked: Asked): Measured {
  const { file, level, allowVirtual, baseline } = asked;
  const rows = folders.flatMap((folder) => readCaseRows(folder));
  refuseTwice(rows);
  const budgets = readBudgets(file);
  const verdict = verdictOf(folders.map(({ id }) => id).join(', '), rows, {
    ...budgets,
    file,
    level,
    allowVirtual,
    baseline: baselineFor({ folders, rows, rules: budgets.rules, level, named: baseline }),
    floors: firstOf(folders.map(floorsBeside)),
  });
  return { rows: ofSizes(rows, asked.sizes ?? []), verdict, fleet: budgets.fleet };
}

function ofSizes(rows: readonly CaseRow[], sizes: readonly string[]): readonly CaseRow[] {
  if (sizes.length === 0) return rows;
  const measured = [...new Set(rows.map(sizeOf))];
  const none = sizes.find((size) => !measured.includes(size));
  if (none !== undefined) throw new Problem(`--size ${none}: no case has it; name one of ${measured.join(', ')}`);
  return rows.filter((row) => sizes.includes(sizeOf(row)));
}

function refuseTwice(rows: readonly CaseRow[]): void {
  const seen = new Map<string, CaseRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.device_udid, row.case_id]);
    const other = seen.get(key);
    if (other !== undefined) {
      const where = other.run_id === row.run_id ? `run ${row.run_id}` : `runs ${other.run_id} and ${row.run_id}`;
      throw new Problem(`case ${row.case_id} of ${deviceName(row)} is twice in ${where}; leave one of the runs out`);
    }
    seen.set(key, row);
  }
}

const firstOf = (all: readonly Floors[]): Floors => ({
  of: (phone) => all.map((floors) => floors.of(phone)).find((floor) => floor !== undefined),
  otherBuilds: (phone) => [...new Set(all.flatMap((floors) => floors.otherBuilds(phone)))],
});
