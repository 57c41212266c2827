import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { readBudgets } from './budgets.js';
import { verdictJunit } from './junit.js';
import { verdictMarkdown } from './markdown.js';
import { verdictOf } from './verdict.js';
import type { Budgets, Verdict } from './verdict.js';

const verdictFiles = ['verdict.json', 'verdict.md', 'junit.xml'] as const;

/** Judges a run by its results.csv, and writes verdict.json, verdict.md and junit.xml into its folder. */
export function gateRun(folder: RunFolder, asked: Omit<Budgets, 'rules'>): Verdict {
  // An earlier verdict must not outlive a judgement that cannot be made.
  for (const name of verdictFiles) rmSync(join(folder.path, name), { force: true });
  const verdict = verdictOf(folder.id, readCaseRows(folder), { ...asked, rules: readBudgets(asked.file) });
  const write = (name: (typeof verdictFiles)[number], text: string): void => {
    writeWhole(join(folder.path, name), text);
  };
  write('verdict.json', `${JSON.stringify(verdict, null, 2)}\n`);
  write('verdict.md', verdictMarkdown(verdict));
  write('junit.xml', `${verdictJunit(verdict)}\n`);
  return verdict;
}
