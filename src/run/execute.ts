import { once } from 'node:events';
import type { Lab } from '../lab/lab.js';
import type { Target } from '../phone/target.js';
import { readProvenance } from '../results/read-provenance.js';
import type { RunFolder } from '../results/run-folder.js';
import { listenForInterrupt } from './interrupt.js';
import type { InterruptSignal } from './interrupt.js';
import { judgeBeside } from './judge-beside.js';
import type { Judging } from './judge-beside.js';
import { moveFromAbsent } from './move-variants.js';
import { runRounds } from './rounds.js';
import type { RoundsEnd } from './rounds.js';
import { holdPhones, startRun } from './start.js';
import type { RunState } from './state.js';
import { runSuite } from './wdio.js';

/** Shows how far a run is; the function it returns ends that. */
export type ShowProgress = (state: RunState) => () => void;

/** A run whose workers have come to their end. */
export interface ExecutedRun {
  readonly folder: RunFolder;
  readonly end: RoundsEnd;
  /** What interrupted it; absent where nothing did. */
  readonly signal?: InterruptSignal | undefined;
}

/** What reaches beyond this process; tests replace it. */
export interface Helpers {
  readonly judge: typeof judgeBeside;
  readonly runWorker: typeof runSuite;
  readonly listen: typeof listenForInterrupt;
}

/**
 * Carries a run out on the phones of a lab, and closes the lab. `openFolder` is asked for the run's folder once there are
 * phones. Workers gather; what they gathered is judged beside them, and the rest of it when the phones are free. Tables
 * are the caller's to write. A signal to this process interrupts the run in order, workers first; a second one ends the
 * process at once.
 */
export async function executeRun(
  lab: Lab,
  openFolder: (phones: readonly Target[]) => Promise<RunFolder>,
  showProgress: ShowProgress,
  { judge, runWorker, listen }: Helpers = { judge: judgeBeside, runWorker: runSuite, listen: listenForInterrupt },
  retryQuarantined = false,
): Promise<ExecutedRun> {
  const interrupt = listen();
  let judging: Judging | undefined;
  try {
    const { folder, end } = await gather(
      lab,
      async (phones) => {
        const opened = await openFolder(phones);
        judging = judge(opened);
        return opened;
      },
      showProgress,
      { runWorker, interrupted: interrupt.signal, retryQuarantined },
    );
    if (judging === undefined || end === 'interrupted') return { folder, end, signal: interrupt.by() };
    const isJudged = await endsBefore(judging.finish(), interrupt.signal);
    return { folder, end: isJudged ? end : 'interrupted', signal: interrupt.by() };
  } finally {
    await judging?.stop();
    interrupt.stopListening();
  }
}

/** Waits for the work, but no longer than until the interruption. Returns whether the work came to its end. */
async function endsBefore(work: Promise<void>, interrupted: AbortSignal): Promise<boolean> {
  if (interrupted.aborted) return false;
  const over = new AbortController();
  const interruption = once(interrupted, 'abort', { signal: over.signal }).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([work.then(() => true), interruption]);
  } finally {
    over.abort();
  }
}

/** Holds the lab's phones as long as workers use them. */
async function gather(
  lab: Lab,
  openFolder: (phones: readonly Target[]) => Promise<RunFolder>,
  showProgress: ShowProgress,
  {
    runWorker,
    interrupted,
    retryQuarantined,
  }: Pick<Helpers, 'runWorker'> & { readonly interrupted: AbortSignal; readonly retryQuarantined: boolean },
): Promise<ExecutedRun> {
  try {
    const phones = await holdPhones(lab);
    try {
      const folder = await openFolder(phones.targets);
      moveFromAbsent(folder, phones.targets);
      const state = await startRun(folder, phones, retryQuarantined);
      const hideProgress = showProgress(state);
      const { suite } = readProvenance(folder);
      const end = await runRounds({ state, lab, suite, interrupted, runWorker }).finally(hideProgress);
      return { folder, end };
    } finally {
      await phones.release();
    }
  } finally {
    await lab.close();
  }
}
