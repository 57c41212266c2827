import { constants, setPriority } from 'node:os';
import { execa } from 'execa';
import { endWithThisProcess } from '../host/children.js';
import { logOutput } from '../host/child-log.js';
import { nodeArgumentsFor } from '../project.js';
import { finishWord } from '../quality/follow.js';
import { logFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/** A process that judges what workers gather. */
export interface Judging {
  /** Waits until everything that is there has been judged. */
  finish(): Promise<void>;
  /** Ends it where it stands; `rezbench tables` goes on later. */
  stop(): Promise<void>;
}

/** Judges a run in a process of its own and at a low priority, so that neither phones nor their drivers wait for it. */
export function judgeBeside(folder: RunFolder): Judging {
  const judge = execa(process.execPath, [...nodeArgumentsFor('src/quality/main'), folder.path], {
    stdin: 'pipe',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  logOutput(judge.all, logFile(folder, 'judge'));
  if (judge.pid !== undefined) {
    lowerPriority(judge.pid);
    const forget = endWithThisProcess(judge.pid, 'SIGKILL');
    judge.once('exit', forget);
  }
  // A judge that has died has nothing to hear; what it left undone is judged with the tables.
  judge.stdin.on('error', () => undefined);
  return {
    async finish() {
      judge.stdin.end(`${finishWord}\n`);
      await judge;
    },
    async stop() {
      judge.stdin.end();
      judge.kill();
      await judge;
    },
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: both do no harm.
  }
}
