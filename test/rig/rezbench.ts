import { join } from 'node:path';
import { projectRoot } from '../../src/project.js';
import { Command, run } from './command.js';
import type { Options, Ran } from './command.js';

const script = join(projectRoot, 'scripts/rezbench.mjs');

/** Runs the real command line to its end, as a user does, in a process of its own. */
export const rezbench = (args: readonly string[], options?: Options): Promise<Ran> =>
  run(process.execPath, [script, ...args], options);

/** Starts the real command line, to watch and to signal while it runs. */
export const start = (args: readonly string[], options?: Options): Command =>
  new Command(process.execPath, [script, ...args], options);
