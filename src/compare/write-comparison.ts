import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../results/column.js';
import { toCsv } from '../results/csv.js';
import { redactedFolder, redactValues } from '../results/redact-run.js';
import type { CaseRow } from '../results/tables/results.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeComparisonPart } from '../results/verdict-page.js';
import { writeWhole } from '../results/write-whole.js';
import type { ComparisonWithAlarms } from './comparison.js';
import { comparisonMarkdown } from './markdown.js';
import type { Paths } from './next-steps.js';
import { compareTable } from './table.js';

const files = ['compare.csv', 'compare.json'] as const;

/** Where a run's comparison is written: beside its tables, or for others alone. */
export const homeOf = (folder: RunFolder, redact: boolean): string => (redact ? redactedFolder(folder) : folder.path);

/** Takes an earlier comparison away: it must not outlive one that cannot be made. */
export function removeComparison(home: string): void {
  for (const name of files) rmSync(join(home, name), { force: true });
  writeComparisonPart(home, '');
}

/** Writes compare.csv, compare.json and the comparison's part of verdict.md. */
export function writeComparison(home: string, comparison: ComparisonWithAlarms, paths: Paths): void {
  mkdirSync(home, { recursive: true });
  const rows = comparison.findings.map((finding) => ({ run_id: comparison.candidate_run, ...finding }));
  writeWhole(join(home, 'compare.csv'), toCsv(compareTable, rowsOf(compareTable, rows)));
  writeWhole(join(home, 'compare.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  writeComparisonPart(home, comparisonMarkdown(comparison, paths));
}

/** The same without what tells whose phone it was. */
export function redacted(rows: readonly CaseRow[], comparison: ComparisonWithAlarms): ComparisonWithAlarms {
  const [shown] = redactValues(rows, [comparison]);
  return shown;
}
