import type { Asked } from '../quality/asked.js';
import { explainGap } from '../quality/gap.js';
import { judgeRun } from '../quality/judge-run.js';
import { markEnded } from '../results/ended.js';
import { triesOfFailing } from '../results/failures.js';
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
import { howToGoOn, retryQuarantined } from './stopped.js';

/** A run's tables, and what keeps the run from being complete: a sentence each. */
export interface Conclusion {
  readonly rows: readonly CaseRow[];
  readonly shortcomings: readonly string[];
}

/**
 * Judges what has no figures yet, also what quality.jsonl has lost, and writes the tables; `more` asks for figures that the sweep
 * did not ask for. Nothing is said of launches that are still owed.
 */
export async function judgeAndTabulate(folder: RunFolder, more?: Asked): Promise<Conclusion> {
  for (const sentence of mendQuality(folder)) console.error(`rezbench: ${sentence}`);
  const gaps = await judgeRun(folder, more);
  const { rows, phones } = writeTables(folder);
  return { rows, shortcomings: [...launchesLacking(phones), ...gaps.map(explainGap)] };
}

/** Concludes a run whose workers have ended. */
export async function concludeRun(folder: RunFolder): Promise<Conclusion> {
  const { rows, shortcomings } = await judgeAndTabulate(folder);
  markEnded(folder);
  const plan = readPlan(folder);
  const phones = readRunState(folder.path).phones.map((phone) => {
    const journal = readJournal(journalFile(folder, phone.target.udid));
    return { ...remaining(plan, phone.target, journal, phone), target: phone.target, journal };
  });
  const changed = phones.flatMap(({ target, journal }) => osChange(target, journal) ?? []);
  const leftOut = phones.flatMap(({ target, leftOut }) =>
    leftOut === undefined ? [] : [`${target.name} was left out of the rest of the run: ${leftOut}; look at it first`],
  );
  const owed = phones.reduce((sum, { owed: { length } }) => sum + length, 0);
  const quarantined = phones.reduce((sum, { quarantined: { length } }) => sum + length, 0);
  return {
    rows,
    shortcomings: [
      ...shortcomings,
      ...changed,
      ...leftOut,
      ...(owed > 0
        ? [`${owed === 1 ? '1 launch is' : `${String(owed)} launches are`} still owed; ${howToGoOn(folder)}`]
        : []),
      ...(quarantined > 0 ? [explainQuarantine(quarantined, folder)] : []),
    ],
  };
}

const explainQuarantine = (count: number, folder: RunFolder): string =>
  `${count === 1 ? '1 case or launch is' : `${String(count)} cases or launches are`} quarantined, since a launch failed ` +
  `${String(triesOfFailing)} times; try them again with: ${retryQuarantined(folder)}`;
