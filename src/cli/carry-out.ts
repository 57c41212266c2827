import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { explainGap } from '../quality/gap.js';
import { judgeRun } from '../quality/judge-run.js';
import { isSettled } from '../results/case-outcome.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeTables } from '../results/write-tables.js';
import { bugLog } from '../run/bugs.js';
import { executeRun } from '../run/execute.js';
import type { ExecutedRun } from '../run/execute.js';
import { createRun, reopenRun } from '../run/start.js';
import type { RunRequest } from '../run/start.js';
import { showProgress } from '../terminal/progress.js';
import { summaryTable } from '../terminal/summary.js';

/** A new run, whose plan is made before any phone is asked, or one to go on with. */
export type RunSource =
  | { readonly kind: 'new'; readonly request: RunRequest; readonly resultsRoot: string }
  | { readonly kind: 'resume'; readonly path: string };

/** A run with its tables. */
export interface CarriedOut extends ExecutedRun {
  readonly rows: readonly CaseRow[];
  /** Phones that the run had. */
  readonly phoneCount: number;
}

/** Carries a run out on a lab's phones, judges it, and writes its tables. */
export async function carryOut(source: RunSource, lab: Lab): Promise<CarriedOut> {
  let phoneCount = 0;
  const { folder, end } = await executeRun(
    lab,
    () =>
      source.kind === 'new' ? createRun(source.request, source.resultsRoot) : Promise.resolve(reopenRun(source.path)),
    (state) => {
      phoneCount = state.phones.length;
      return showProgress(state, readPlan(state.folder));
    },
  );
  if (end !== 'interrupted') await judgeWhatIsLeft(folder);
  return { folder, end, rows: writeTables(folder), phoneCount };
}

/** Says what cannot be judged, a sentence each. */
export async function judgeWhatIsLeft(folder: RunFolder): Promise<boolean> {
  const gaps = await judgeRun(folder);
  for (const gap of gaps) console.error(`rezbench: ${explainGap(gap)}`);
  return gaps.length === 0;
}

/** Carries a run out and prints what it came to. Returns the exit code. */
export async function runToTheEnd(source: RunSource, lab: Lab): Promise<ExitCode> {
  const { folder, end, rows, phoneCount } = await carryOut(source, lab);
  console.log(`\n${summaryTable(rows)}\n\nresults: ${folder.path}`);
  const unfinished = unfinishedCode(folder, end);
  if (unfinished !== undefined) return unfinished;
  const missing = rows.filter((row) => !isSettled(row)).length;
  const absent = phoneCount - new Set(rows.map(({ device_udid }) => device_udid)).size;
  if (absent > 0) {
    console.error(
      `rezbench: ${String(absent)} of ${String(phoneCount)} phones gave no session; see ${folder.path}/logs`,
    );
  }
  if (missing > 0) {
    console.error(`rezbench: ${String(missing)} of ${String(rows.length)} cases have no result; their status says why`);
  }
  return missing > 0 || absent > 0 ? exitCodes.missing : exitCodes.pass;
}

/** Says how to go on with a run that was stopped, and gives its exit code; undefined for one that came to its end. */
export function unfinishedCode(folder: RunFolder, end: ExecutedRun['end']): ExitCode | undefined {
  const goOn = `go on with: rezbench run --resume ${folder.path}`;
  switch (end) {
    case 'done':
      return undefined;
    case 'interrupted':
      console.error(`rezbench: interrupted; ${goOn}`);
      return exitCodes.interrupted;
    case 'bug':
      console.error(
        `rezbench: stopped by a mistake of its own, whose stack is in ${bugLog(folder)}; please report it; ${goOn}`,
      );
      return exitCodes.bug;
  }
}
