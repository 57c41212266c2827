import { keepFloors } from '../calibration/keep-floors.js';
import { isCalibration } from '../calibration/plan.js';
import type { DoctorReport } from '../doctor/examine.js';
import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { RunFleet } from '../results/provenance.js';
import { isSettled } from '../results/case-outcome.js';
import { journaledPhones, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { writeTables } from '../results/write-tables.js';
import { concludeRun } from '../run/conclude.js';
import type { Conclusion } from '../run/conclude.js';
import { executeRun } from '../run/execute.js';
import type { ExecutedRun } from '../run/execute.js';
import { refuseFullDisk } from '../run/free-space.js';
import { refuseLargeFleet } from '../run/host-memory.js';
import { exitCodeOf } from '../run/interrupt.js';
import { isMeantFor } from '../run/remaining.js';
import { lockRun } from '../run/run-lock.js';
import { createRun, reopenRun } from '../run/start.js';
import type { RunRequest } from '../run/start.js';
import { explainBug, howToGoOn, runProblem } from '../run/stopped.js';
import { calibrationCode, calibrationText } from './calibration-text.js';
import { sayWhyNoSession } from './no-session.js';
import { showProgress } from '../terminal/progress.js';
import type { PurposeOf } from '../terminal/run-progress.js';
import type { Speech } from '../terminal/screen.js';
import { summaryTable } from '../terminal/summary.js';
import { tableWidth } from '../terminal/wrap.js';

/** A new run, whose plan is made before any phone is asked, or one to go on with. */
export type RunSource = (
  | { readonly kind: 'new'; readonly request: RunRequest; readonly resultsRoot: string }
  | { readonly kind: 'resume'; readonly path: string; readonly retryQuarantined?: boolean }
) & {
  /** The options with which `run --resume` finds the same phones. */
  readonly again?: readonly string[];
  /** The command that goes on with what the run is a part of, where that is not `run --resume`. */
  readonly goesOnWith?: string | undefined;
  /** The fleet file that describes its phones, if one does. */
  readonly fleet?: RunFleet | undefined;
  /** What is said of it on standard output; all of it by default. */
  readonly speech?: Speech | undefined;
};

/** A run with its tables. */
export interface CarriedOut extends ExecutedRun, Conclusion {
  /** Phones that the run had. */
  readonly phoneCount: number;
}

/**
 * Carries a run out on a lab's phones, judges it, and writes its tables. A mistake of our own is kept with the run, once
 * there is one, and thrown as a Problem that says how to go on. `purposeOf` is for the progress lines.
 */
export async function carryOut(source: RunSource, lab: Lab, purposeOf?: PurposeOf): Promise<CarriedOut> {
  let phoneCount = 0;
  let opened: RunFolder | undefined;
  let unlock: (() => void) | undefined;
  if (source.kind === 'new') refuseFullDisk(source.request.plan, source.resultsRoot);
  try {
    const { folder, end, signal } = await executeRun(
      lab,
      async (phones) => {
        refuseLargeFleet(phones.length);
        const found =
          source.kind === 'new'
            ? await createRun(source.request, source.resultsRoot, source.fleet, phones)
            : reopenRun(source.path, source.fleet);
        unlock = await lockRun(found);
        const { again = [], goesOnWith } = source;
        opened = { ...found, again, ...(goesOnWith !== undefined && { goesOnWith }) };
        return opened;
      },
      (state) => {
        const plan = readPlan(state.folder);
        phoneCount = state.phones.filter(({ target }) => isMeantFor(plan, target.udid)).length;
        return showProgress(state, plan, { purposeOf, speech: source.speech });
      },
      undefined,
      source.kind === 'resume' && source.retryQuarantined,
    );
    const concluded = end === 'interrupted' ? { ...writeTables(folder), shortcomings: [] } : await concludeRun(folder);
    const shortcomings = [...concluded.shortcomings, ...(end === 'interrupted' ? [] : (lab.complaints?.() ?? []))];
    return { folder, end, signal, ...concluded, shortcomings, phoneCount };
  } catch (error) {
    throw opened === undefined ? error : runProblem(opened, error);
  } finally {
    unlock?.();
  }
}

/**
 * Carries a run out and prints what it came to. Returns the exit code. `examine` is asked when a phone gave no session;
 * there is none for phones that are gone with the run.
 */
export async function runToTheEnd(...asked: Parameters<typeof runAndTell>): Promise<ExitCode> {
  return (await runAndTell(...asked)).code;
}

/** The same, with the run's folder. */
export async function runAndTell(
  source: RunSource,
  lab: Lab,
  examine?: () => Promise<DoctorReport>,
): Promise<{ readonly code: ExitCode; readonly folder: RunFolder }> {
  const done = await carryOut(source, lab);
  const { folder } = done;
  const speech = source.speech ?? 'full';
  const code = await tell(done, { examine, speech });
  if (done.end !== 'done' || !isCalibration(readPlan(folder))) return { code, folder };
  const found = keepFloors(folder);
  if (speech === 'full') console.log(`\n${calibrationText(found)}`);
  return { code: code === exitCodes.pass ? calibrationCode(found) : code, folder };
}

/** How what a run came to is told. */
interface Telling {
  readonly examine?: (() => Promise<DoctorReport>) | undefined;
  readonly speech?: Speech | undefined;
  /** What the JSON object has besides. */
  readonly more?: Readonly<Record<string, unknown>> | undefined;
}

/** Tells what a run came to, and returns the exit code. */
export async function tell(done: CarriedOut, { examine, speech = 'full', more }: Telling = {}): Promise<ExitCode> {
  const { folder, rows, end, shortcomings } = done;
  // A run of pairs has no cases to sum up.
  const hasCases = readPlan(folder).cases.length > 0;
  if (speech === 'full' && hasCases) console.log(`\n${summaryTable(rows, tableWidth())}\n`);
  if (speech === 'full' && !hasCases) console.log('');
  if (speech !== 'json') console.log(`results: ${folder.path}`);
  const code = unfinishedCode(done) ?? (await sayLacking(done, examine));
  if (speech === 'json') {
    const told = { run: folder.path, end, exit_code: code, cases: rows, shortcomings, ...more };
    console.log(JSON.stringify(told, null, 2));
  }
  return code;
}

/** Says what a run that came to its end lacks, and gives its exit code. */
async function sayLacking(
  { folder, rows, shortcomings, phoneCount }: CarriedOut,
  examine: Telling['examine'],
): Promise<ExitCode> {
  const missing = rows.filter((row) => !isSettled(row)).length;
  const absent = phoneCount - phonesWithResults(folder, rows).size;
  if (absent > 0) {
    console.error(
      `rezbench: ${String(absent)} of ${String(phoneCount)} phones gave no session; see ${folder.path}/logs`,
    );
    await sayWhyNoSession(folder, examine);
  }
  if (missing > 0) {
    console.error(`rezbench: ${String(missing)} of ${String(rows.length)} cases have no result; their status says why`);
  }
  sayShortcomings(shortcomings);
  return missing > 0 || absent > 0 || shortcomings.length > 0 ? exitCodes.missing : exitCodes.pass;
}

/** A confirmation has no cases, and so no rows; its journals tell. */
function phonesWithResults(folder: RunFolder, rows: readonly CaseRow[]): ReadonlySet<string> {
  if (rows.length > 0 || readPlan(folder).cases.length > 0) return new Set(rows.map(({ device_udid }) => device_udid));
  return new Set(journaledPhones(folder));
}

/** Says what a run lacks, a line each. */
export function sayShortcomings(shortcomings: readonly string[]): void {
  for (const sentence of shortcomings) console.error(`rezbench: ${sentence}`);
}

/** Says how to go on with a run that was stopped, and gives its exit code; undefined for one that came to its end. */
export function unfinishedCode({ folder, end, signal = 'SIGINT' }: ExecutedRun): ExitCode | undefined {
  switch (end) {
    case 'done':
      return undefined;
    case 'interrupted':
      console.error(`rezbench: interrupted; ${howToGoOn(folder)}`);
      return exitCodeOf(signal);
    case 'bug':
      console.error(`rezbench: ${explainBug(folder)}`);
      return exitCodes.bug;
  }
}
