import { explainGap } from '../quality/gap.js';
import { judgeRun } from '../quality/judge-run.js';
import { readJournal } from '../results/journal.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeTables } from '../results/write-tables.js';
import { remaining } from './remaining.js';
import { readRunState } from './state.js';
import { howToGoOn } from './stopped.js';

/** A run's tables, and what keeps the run from being complete: a sentence each. */
export interface Conclusion {
  readonly rows: readonly CaseRow[];
  readonly shortcomings: readonly string[];
}

/** Judges what has no figures yet, and writes the tables. Nothing is said of launches that are still owed. */
export async function judgeAndTabulate(folder: RunFolder): Promise<Conclusion> {
  const gaps = await judgeRun(folder);
  return { rows: writeTables(folder), shortcomings: gaps.map(explainGap) };
}

/** Concludes a run whose workers have ended. */
export async function concludeRun(folder: RunFolder): Promise<Conclusion> {
  const { rows, shortcomings } = await judgeAndTabulate(folder);
  const owed = owedLaunches(folder);
  if (owed === 0) return { rows, shortcomings };
  const launches = owed === 1 ? '1 launch is' : `${String(owed)} launches are`;
  return { rows, shortcomings: [...shortcomings, `${launches} still owed; ${howToGoOn(folder)}`] };
}

/** Launches of any kind without a result, on all phones of the run. */
function owedLaunches(folder: RunFolder): number {
  const plan = readPlan(folder);
  const { phones, startedAt } = readRunState(folder.path);
  return phones.reduce(
    (sum, { target }) =>
      sum + remaining(plan, target, readJournal(journalFile(folder, target.udid)), startedAt).owed.length,
    0,
  );
}
