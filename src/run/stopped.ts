import { exitCodes, Problem } from '../problem.js';
import type { RunFolder } from '../results/run-folder.js';
import { shellWord } from '../results/shell-word.js';
import { bugLog, recordBug } from './bugs.js';
import { hostFailure } from './host-failure.js';

/** The command that goes on with a run, as a shell takes it. */
export const resumeCommand = ({ path, again = [], goesOnWith }: RunFolder): string =>
  goesOnWith ?? ['npx rezbench run --resume', ...[path, ...again].map(shellWord)].join(' ');

/** How to go on with a run that has not come to its end. */
export const howToGoOn = (folder: RunFolder): string => `go on with: ${resumeCommand(folder)}`;

/** How to have what is quarantined tried again. */
export const retryQuarantined = (folder: RunFolder): string =>
  // A command that runs are a part of tries it again by itself.
  folder.goesOnWith ?? `${resumeCommand(folder)} --retry-quarantined`;

/** What to say about a run that a mistake of rezbench's own has stopped. */
export const explainBug = (folder: RunFolder): string =>
  `stopped by a mistake of its own, whose stack is in ${bugLog(folder)}; please report it; ${howToGoOn(folder)}`;

/**
 * Turns what went wrong in this process, once there is a run, into a sentence and an exit code. The stack of a mistake of
 * our own is kept with the run, or is part of the sentence where the run's folder cannot be written.
 */
export function runProblem(folder: RunFolder, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const reason = hostFailure(error);
  if (reason !== undefined) {
    return new Problem(`this host could not go on (${reason}); ${howToGoOn(folder)}`, exitCodes.missing, error);
  }
  try {
    recordBug(folder, 'the main process', error);
  } catch {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Problem(
      `stopped by a mistake of its own; please report it; ${howToGoOn(folder)}\n${stack}`,
      exitCodes.bug,
    );
  }
  return new Problem(explainBug(folder), exitCodes.bug, error);
}

/** Does something with a run; what goes wrong is a Problem that says how to go on. */
export async function withRun<Result>(folder: RunFolder, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw runProblem(folder, error);
  }
}
