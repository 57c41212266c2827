import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCaseRows } from '../results/read-tables.js';
import { redactedFolder, redactValues } from '../results/redact-run.js';
import type { RunFolder } from '../results/run-folder.js';
import { removeGatePart, writeGatePart } from '../results/verdict-page.js';
import { writeWhole } from '../results/write-whole.js';
import { readBudgets } from './budgets.js';
import { verdictJunit } from './junit.js';
import { verdictMarkdown } from './markdown.js';
import { verdictOf } from './verdict.js';
import type { Budgets, Verdict } from './verdict.js';

const verdictFiles = ['verdict.json', 'junit.xml'] as const;

/** What a run's budgets say, and the folder that says so. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly home: string;
}

/**
 * Judges a run by its results.csv, and writes verdict.json, verdict.md and junit.xml into its folder; with `redact` into the
 * folder for others alone, without what tells whose phone it was. Rules are matched with the names as they are.
 */
export function gateRun(
  folder: RunFolder,
  asked: Omit<Budgets, 'rules'>,
  { redact = false }: { readonly redact?: boolean } = {},
): Judgement {
  const home = redact ? redactedFolder(folder) : folder.path;
  // An earlier verdict must not outlive a judgement that cannot be made.
  for (const name of verdictFiles) rmSync(join(home, name), { force: true });
  removeGatePart(home);
  const rows = readCaseRows(folder);
  const whole = verdictOf(folder.id, rows, { ...asked, rules: readBudgets(asked.file) });
  const [verdict] = redact ? redactValues(rows, [whole]) : [whole];
  mkdirSync(home, { recursive: true });
  const write = (name: (typeof verdictFiles)[number], text: string): void => {
    writeWhole(join(home, name), text);
  };
  write('verdict.json', `${JSON.stringify(verdict, null, 2)}\n`);
  writeGatePart(home, verdictMarkdown(verdict));
  write('junit.xml', `${verdictJunit(verdict)}\n`);
  return { verdict, home };
}
