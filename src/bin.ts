import { main } from './cli/main.js';
import { exitCodes } from './problem.js';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // A mistake of our own keeps its stack, and an exit code that cannot be taken for a gate's.
  console.error(error);
  process.exitCode = exitCodes.bug;
}
