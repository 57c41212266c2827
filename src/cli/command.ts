import type { ArgumentsCamelCase, Argv } from 'yargs';

/** What a command takes and does. What it is called and what it is for stands in command-line.ts. */
export interface Command<Args> {
  readonly builder: (yargs: Argv) => Argv<Args>;
  readonly handler: (args: ArgumentsCamelCase<Args>) => void | Promise<void>;
}
