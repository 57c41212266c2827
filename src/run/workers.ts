import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { pendingLaunches } from './session.js';
import { runVariable } from './state.js';
import type { RunState } from './state.js';
import type { Plan } from '../plan/plan.js';
import { projectRoot } from '../project.js';
import { logFile, readPlan } from '../results/run-folder.js';
import { showProgress } from '../terminal/progress.js';

/** When workers end, what a lost session left undone is run again, so many times in all. */
const rounds = 3;
const graceMs = 15_000;

/** Runs the plan's suite of specs/ over the prepared run until nothing is pending, with live progress. */
export async function runWorkers(state: RunState): Promise<'ended' | 'interrupted'> {
  const plan = readPlan(state.folder);
  const pending = (): number =>
    state.phones.reduce((sum, { target }) => sum + pendingLaunches(state.folder, plan, target).length, 0);
  const stopProgress = showProgress(state, plan);
  try {
    for (let round = 1; round <= rounds && pending() > 0; round++) {
      if ((await oneRound(state, suiteOf(plan), round)) === 'interrupted') return 'interrupted';
    }
    return 'ended';
  } finally {
    stopProgress();
  }
}

const suiteOf = ({ launches }: Plan): string =>
  launches.some(({ kind }) => kind === 'trial') ? 'first-light' : 'sweep';

async function oneRound({ folder }: RunState, suite: string, round: number): Promise<'ended' | 'interrupted'> {
  const wdio = join(dirname(createRequire(import.meta.url).resolve('@wdio/cli')), '../bin/wdio.js');
  const child = execa(
    process.execPath,
    [wdio, 'run', join(projectRoot, 'wdio.conf.ts'), '--spec', `specs/${suite}.spec.ts`],
    {
      cwd: projectRoot,
      env: { [runVariable]: folder.path },
      stdin: 'ignore',
      all: true,
      buffer: false,
      reject: false,
      forceKillAfterDelay: graceMs,
    },
  );
  child.all.pipe(createWriteStream(logFile(folder, `wdio-${String(round)}`)));
  const stopped = new AbortController();
  const interrupt = (): void => {
    stopped.abort();
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await child;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  return stopped.signal.aborted ? 'interrupted' : 'ended';
}
