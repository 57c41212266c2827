import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/project.js';

/** How a program ended. */
export interface End {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** The command line as a program that runs, the leader of a process group of its own, with its output in a file. */
export interface Program {
  readonly pid: number;
  readonly ended: Promise<End>;
  readonly hasEnded: boolean;
  /** Ends whatever is left of its group. */
  readonly clear: () => void;
}

/** Starts `rezbench` from its sources; `env` is what its environment has beside ours. */
export function startProgram(
  args: readonly string[],
  output: string,
  env: Readonly<Record<string, string>> = {},
): Program {
  const log = openSync(output, 'a');
  const child = spawn(process.execPath, ['--import', 'tsx', join(projectRoot, 'src/bin.ts'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`node cannot be started`);
  let hasEnded = false;
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      hasEnded = true;
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
  return {
    pid,
    ended,
    get hasEnded() {
      return hasEnded;
    },
    clear() {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nothing of it is left.
      }
    },
  };
}
