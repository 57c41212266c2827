import { explain } from '../contract/outcome.js';
import { Problem } from '../problem.js';
import { isSettled } from '../results/case-outcome.js';
import type { PhoneRecord } from '../results/case-record.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { readRunState } from './state.js';

/** Launches that ended well by the journal and do not have what they left, or not all of it: a sentence each. */
export function launchesLacking(phones: readonly PhoneRecord[]): string[] {
  return phones.flatMap(({ attempts, sessions }) =>
    attempts.flatMap(({ entry, record }) => {
      if (entry.type !== 'finished' || record === undefined || record.finished.outcome === entry.outcome) return [];
      return [`${entry.launch} of ${sessions[0]?.deviceName ?? 'the phone'}: ${explain(record.finished.outcome)}`];
    }),
  );
}

/** What keeps a run's tables from being complete, beside what cannot be judged: a sentence each. */
export function casesLacking(folder: RunFolder, rows: readonly CaseRow[]): string[] {
  const { cases } = readPlan(folder);
  const unsettled = rows.filter((row) => !isSettled(row)).length;
  const absent = cases.length === 0 || rows.length === 0 ? [] : phonesWithout(folder, rows);
  return [
    ...(cases.length > 0 && rows.length === 0 ? ['no phone has begun this run; resume it'] : []),
    ...(unsettled > 0
      ? [`${String(unsettled)} of ${String(rows.length)} cases have no result; their status says why`]
      : []),
    ...absent.map((name) => `${name} gave no session; resume the run`),
  ];
}

/** The names of the run's phones that have no row; none where the run's own state is gone or of another version. */
function phonesWithout({ path }: RunFolder, rows: readonly CaseRow[]): string[] {
  const present = new Set(rows.map(({ device_udid }) => device_udid));
  try {
    const { phones } = readRunState(path);
    return phones.flatMap(({ target: { udid, name } }) => (present.has(udid) ? [] : [name]));
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
