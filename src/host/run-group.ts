import { execa } from 'execa';
import { endWithThisProcess } from './children.js';
import { signalGroup } from './end-process.js';
import type { Readable } from 'node:stream';

/** A program, and how it is run. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What its environment has beside ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets everything that it writes. */
  readonly log: (output: Readable) => void;
}

/**
 * Runs a program, and whatever that starts, in a process group of their own, which a signal to ours does not reach.
 * Resolves when all of them have ended, in whatever way. `interrupted` ends the program with SIGINT, and after a grace
 * period the whole group with SIGKILL. When this process is killed, they are too.
 */
export async function runGroup(
  { command, args, cwd, env, log }: Program,
  interrupted: AbortSignal,
  graceMs: number,
): Promise<void> {
  const leader = execa(command, args, {
    cwd,
    env,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
    // The whole group is ended here, and not only its leader.
    forceKillAfterDelay: false,
  });
  log(leader.all);
  const { pid } = leader;
  if (pid === undefined) {
    await leader;
    return;
  }
  const endGroup = (): void => {
    signalGroup(pid, 'SIGKILL');
  };
  const forget = endWithThisProcess(pid, 'SIGKILL');
  let killTimer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    leader.kill('SIGINT');
    killTimer = setTimeout(endGroup, graceMs);
  };
  if (interrupted.aborted) interrupt();
  interrupted.addEventListener('abort', interrupt);
  // What the leader leaves behind may keep its output open.
  leader.once('exit', endGroup);
  await leader;
  interrupted.removeEventListener('abort', interrupt);
  clearTimeout(killTimer);
  forget();
}
