import type { Lab } from '../lab/lab.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import type { RunFleet } from '../results/provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import { runAndTell } from './carry-out.js';
import { compareAndWrite } from './compare-run.js';
import { comparisonText } from './comparison-text.js';
import { confirmationRun } from './confirm-run.js';

/** What the rest of a night takes. */
export interface Night {
  readonly bases: readonly string[];
  readonly isStrict: boolean;
  /** The options with which `run --resume` finds the same phones. */
  readonly again: readonly string[] | undefined;
  /** The fleet file of its virtual phones. */
  readonly fleet: RunFleet | undefined;
  /** A lab is closed with each of its runs. */
  readonly openLab: () => Promise<Lab>;
}

/** A confirmation, its repetition, and once more where launches of the former failed. */
const mostRounds = 3;

/**
 * Compares a run with its base, measures in pairs what is suspicious, and that once more which alarmed; writes the verdict after
 * each. Returns the exit code of the last one, or that of a run which was stopped.
 */
export async function confirmTonight(
  first: { readonly code: ExitCode; readonly folder: RunFolder },
  { bases, isStrict, again, fleet, openLab }: Night,
): Promise<ExitCode> {
  if (isStopped(first.code)) return first.code;
  const paths = { bases, candidate: first.folder.path };
  for (let round = 1; ; round++) {
    const compared = compareAndWrite(paths, { isStrict });
    const { comparison, home } = compared;
    const next = round > mostRounds ? undefined : await confirmationRun(compared);
    console.log(`\n${comparisonText(comparison, paths, home, { isConfirming: next !== undefined })}`);
    if (next === undefined) return worse(first.code, comparison.exit_code);
    const part = round === 1 ? 'confirmation' : 'further confirmation';
    console.error(`rezbench: ${part} of ${String(next.cases)} cases: ${next.folder.path}`);
    const source = { kind: 'resume', path: next.folder.path, ...(again && { again }), fleet } as const;
    const { code } = await runAndTell(source, await openLab());
    if (isStopped(code)) return code;
  }
}

const ends: readonly ExitCode[] = [exitCodes.pass, exitCodes.inconclusive, exitCodes.missing, exitCodes.gateFailed];

/** Interrupted, or stopped by a mistake of our own: nothing is judged. */
const isStopped = (code: ExitCode): boolean => !ends.includes(code);

const worse = (one: ExitCode, other: ExitCode): ExitCode => (ends.indexOf(one) > ends.indexOf(other) ? one : other);
