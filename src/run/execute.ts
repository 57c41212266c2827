import type { Lab } from '../lab/lab.js';
import { readProvenance } from '../results/read-provenance.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { judgeBeside } from './judge-beside.js';
import type { Judging } from './judge-beside.js';
import { runRounds } from './rounds.js';
import type { RoundsEnd } from './rounds.js';
import { holdPhones, startRun } from './start.js';
import type { RunState } from './state.js';

/** Shows how far a run is; the function it returns ends that. */
export type ShowProgress = (state: RunState) => () => void;

/** A run whose workers have come to their end. */
export interface ExecutedRun {
  readonly folder: RunFolder;
  readonly end: RoundsEnd;
}

/**
 * Carries a run out on the phones of a lab, and closes the lab. `openFolder` is asked for the run's folder once there are
 * phones. Workers gather; what they gathered is judged beside them, and the rest of it when the phones are free. Tables
 * are the caller's to write. A signal to this process interrupts the run in order, workers first.
 */
export async function executeRun(
  lab: Lab,
  openFolder: () => Promise<RunFolder>,
  showProgress: ShowProgress,
): Promise<ExecutedRun> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    interrupt.abort();
  };
  let judging: Judging | undefined;
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const { folder, end } = await gather(
      lab,
      async () => {
        const opened = await openFolder();
        judging = judgeBeside(opened);
        return opened;
      },
      showProgress,
      interrupt.signal,
    );
    if (end !== 'interrupted') await judging?.finish();
    return { folder, end };
  } finally {
    await judging?.stop();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Holds the lab's phones as long as workers use them. */
async function gather(
  lab: Lab,
  openFolder: () => Promise<RunFolder>,
  showProgress: ShowProgress,
  interrupted: AbortSignal,
): Promise<ExecutedRun> {
  try {
    const phones = await holdPhones(lab);
    try {
      const folder = await openFolder();
      const state = await startRun(folder, phones);
      const hideProgress = showProgress(state);
      const { suite } = readProvenance(folder);
      const end = await runRounds({ state, lab, plan: readPlan(folder), suite, interrupted }).finally(hideProgress);
      return { folder, end };
    } finally {
      await phones.release();
    }
  } finally {
    await lab.close();
  }
}
