import { run } from './command.js';
import type { Options, Ran } from './command.js';

/** Runs WebdriverIO on the suite without the command line, as its users do. */
export const wdio = (args: readonly string[] = [], options?: Options): Promise<Ran> =>
  run('npx', ['wdio', 'run', 'wdio.conf.ts', ...args], options);
