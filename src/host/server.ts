import { execa } from 'execa';
import { logOutput } from './child-log.js';
import { endWithThisProcess } from './children.js';
import { signalGroup } from './end-process.js';

/** A program of ours that serves others until it is ended. */
export interface Server {
  /** Whether its process is over. */
  readonly hasEnded: boolean;
  /** Ends it in order. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as the system does when memory runs out. */
  readonly kill: () => void;
}

/** For so long a server may take to end in order. */
const graceMs = 5000;

/**
 * Starts a server, which logs to `logFile`. It ends with this process at the latest, and has a process group of its own, so that
 * Ctrl-C does not end it before those that need it. What it has started goes with it. `env` is what its environment has beside ours.
 */
export function startServer(
  command: string,
  args: readonly string[],
  { logFile, env = {} }: { readonly logFile: string; readonly env?: Readonly<Record<string, string>> },
): Server {
  const child = execa(command, args, {
    env,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
    forceKillAfterDelay: graceMs,
  });
  logOutput(child.all, logFile);
  const { pid } = child;
  if (pid !== undefined) {
    const forget = endWithThisProcess(pid, 'SIGTERM');
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      forget();
    });
  }
  let isOver = false;
  const ended = child.then(() => {
    isOver = true;
  });
  return {
    get hasEnded() {
      return isOver;
    },
    async stop() {
      child.kill();
      await ended;
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
