import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { runIn } from './progress.js';
import { startProgram } from './program.js';

/** Runs a sweep on one virtual phone without faults, and returns the run's folder. Throws when that does not end well. */
export async function cleanRun(sweep: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const [out, output] = [join(folder, 'out'), join(folder, 'run.log')];
  const { exitCode, signal } = await startProgram(['run', sweep, '--virtual', '1', '--out', out], output).ended;
  const run = runIn(out);
  if (exitCode === 0 && run !== undefined) return run;
  throw new Error(`the run without faults ended with ${signal ?? String(exitCode)}; see ${output}`);
}
