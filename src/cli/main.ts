import { exitCodes } from '../problem.js';
import { problemOf } from '../run/host-failure.js';
import { commandLine, refusalOf } from './command-line.js';
import type { Chosen } from './command-line.js';

/**
 * Runs one command and returns the exit code. Each command loads what it needs when it runs, so that none waits for the
 * others. What the user can mend is one sentence on stderr; anything else is a bug and shows its stack.
 */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const chosen: Chosen[] = [];
  try {
    await commandLine(args, finish, (command) => chosen.push(command)).parseAsync();
    for (const carryOut of chosen) await carryOut();
    return exitCode;
  } catch (error) {
    const problem = problemOf(error) ?? refusalOf(error);
    if (problem === undefined) throw error;
    console.error(`rezbench: ${problem.message}`);
    return problem.exitCode;
  }
}
