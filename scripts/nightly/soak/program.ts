import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/project.js';
import { descendantsOf, stillRunning } from '../../../test/rig/processes.js';
import type { Process } from '../../../test/rig/processes.js';

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
  /** What it has started, directly or not, and still belongs to it. */
  readonly family: () => Promise<readonly Process[]>;
  /** Ends it and whatever it was seen to have started. Returns what had outlived it, of a program that had ended itself. */
  readonly clear: () => Promise<readonly Process[]>;
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
  if (pid === undefined) throw new Error('node cannot be started');
  let hasEnded = false;
  const seen = new Map<number, Process>();
  // Whoever started it may be stopped.
  const endWithUs = (): void => {
    sendSignal(-pid, 'SIGKILL');
  };
  process.once('exit', endWithUs);
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      hasEnded = true;
      process.off('exit', endWithUs);
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
  const family = async (): Promise<readonly Process[]> => {
    const members = hasEnded ? [] : await descendantsOf(pid);
    for (const member of members) seen.set(member.pid, member);
    return members;
  };
  return {
    pid,
    ended,
    get hasEnded() {
      return hasEnded;
    },
    family,
    async clear() {
      await family();
      const outlived = await stillRunning([...seen.values()]);
      for (const one of [...(hasEnded ? [] : [pid]), ...outlived.map((member) => member.pid)])
        sendSignal(one, 'SIGKILL');
      return hasEnded ? outlived : [];
    },
  };
}

/** False when the process has ended meanwhile. A negative id is that of a process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
