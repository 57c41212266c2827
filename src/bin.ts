import { main } from './cli/main.js';
import { exitCodes } from './problem.js';
import { problemOf } from './run/host-failure.js';

// A reader that went away and a full disk behind the output take nothing from the work.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
// What no call waits for ends the process all the same, and with it, in order, what it has started.
process.on('uncaughtException', (error) => process.exit(codeOf(error)));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = codeOf(error);
}

/** A mistake of our own keeps its stack, and an exit code that cannot be taken for a gate's. */
function codeOf(error: unknown): number {
  const problem = problemOf(error);
  console.error(problem === undefined ? error : `rezbench: ${problem.message}`);
  return problem?.exitCode ?? exitCodes.bug;
}
