import { dirname } from 'node:path';
import { latestPinned } from '../baseline/latest-pinned.js';
import { baselinesIn, isBaselines, readBaselines } from '../baseline/store.js';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { BaselineCases } from './baseline.js';
import type { Baseline } from './baseline.js';
import type { Level, Rule } from './rule-schema.js';

/** What may need a baseline. */
interface Judged {
  readonly folders: readonly RunFolder[];
  readonly rows: readonly CaseRow[];
  readonly rules: readonly Rule[];
  readonly level: Level;
  /** The run that was named. */
  readonly named: RunFolder | undefined;
}

/**
 * What changes are from: the run that was named, else what is pinned beside the runs. Undefined where no rule asks for a change,
 * and where there is neither. Throws a Problem for what was pinned and is gone.
 */
export function baselineFor({ folders, rows, rules, level, named }: Judged): Baseline | undefined {
  if (named !== undefined) return { runId: named.id, cases: new BaselineCases(readCaseRows(named)) };
  const isAsked = rules.some(
    (rule) => rule.max_regression !== undefined && (rule.level === undefined || rule.level === level),
  );
  const [first] = folders;
  const store = first && baselinesIn(dirname(first.path));
  if (!isAsked || store === undefined || !isBaselines(store)) return undefined;
  const pinned = latestPinned(
    readBaselines(store),
    rows,
    folders.map(({ id }) => id),
  );
  return (
    pinned && {
      cases: new BaselineCases(pinned.rows),
      runId: [...new Set(pinned.runs.values())].join(', '),
      runOf: (udid) => pinned.runs.get(udid),
    }
  );
}
