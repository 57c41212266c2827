import { explainGap } from '../quality/gap.js';
import { judgeRun } from '../quality/judge-run.js';
import { readJournal } from '../results/journal.js';
import { mendQuality } from '../results/quality-file.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeTables } from '../results/write-tables.js';
import { launchesLacking } from './lacking.js';
import { remaining } from './remaining.js';
import { osChange } from './same-os.js';
import { readRunState } from './state.js';
import { howToGoOn } from './stopped.js';

/** A run's tables, and what keeps the run from being complete: a sentence each. */
export interface Conclusion {
  readonly rows: readonly CaseRow[];
  readonly shortcomings: readonly string[];
}

/** Judges what has no figures yet, also what quality.jsonl has lost, and writes the tables. Nothing is said of launches that are still owed. */
export async function judgeAndTabulate(folder: RunFolder): Promise<Conclusion> {
  for (const sentence of mendQuality(folder)) console.error(`rezbench: ${sentence}`);
  const gaps = await judgeRun(folder);
  return { rows: writeTables(folder), shortcomings: [...launchesLacking(folder), ...gaps.map(explainGap)] };
}

/** Concludes a run whose workers have ended. */
export async function concludeRun(folder: RunFolder): Promise<Conclusion> {
  const { rows, shortcomings } = await judgeAndTabulate(folder);
  const changed = phonesOf(folder).flatMap(({ target, journal }) => osChange(target, journal) ?? []);
  const owed = owedLaunches(folder);
  if (owed === 0) return { rows, shortcomings: [...shortcomings, ...changed] };
  const launches = owed === 1 ? '1 launch is' : `${String(owed)} launches are`;
  return { rows, shortcomings: [...shortcomings, ...changed, `${launches} still owed; ${howToGoOn(folder)}`] };
}

/** The run's phones as they are now, and what was journalled of each. */
const phonesOf = (folder: RunFolder) =>
  readRunState(folder.path).phones.map(({ target, journaled }) => ({
    target,
    journaled,
    journal: readJournal(journalFile(folder, target.udid)),
  }));

/** Launches of any kind without a result, on all phones of the run. */
function owedLaunches(folder: RunFolder): number {
  const plan = readPlan(folder);
  return phonesOf(folder).reduce(
    (sum, { target, journal, journaled }) => sum + remaining(plan, target, journal, journaled).owed.length,
    0,
  );
}
