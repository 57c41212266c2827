import { once } from 'node:events';
import type { Lab } from '../lab/lab.js';
import { readProvenance } from '../results/read-provenance.js';
import { readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { listenForInterrupt } from './interrupt.js';
import { judgeBeside } from './judge-beside.js';
import type { Judging } from './judge-beside.js';
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
  openFolder: () => Promise<RunFolder>,
  showProgress: ShowProgress,
  { judge, runWorker, listen }: Helpers = { judge: judgeBeside, runWorker: runSuite, listen: listenForInterrupt },
): Promise<ExecutedRun> {
  const interrupt = listen();
  let judging: Judging | undefined;
  try {
    const { folder, end } = await gather(
      lab,
      async () => {
        const opened = await openFolder();
        judging = judge(opened);
        return opened;
      },
      showProgress,
      { runWorker, interrupted: interrupt.signal },
    );
    if (judging === undefined || end === 'interrupted') return { folder, end };
    const isJudged = await endsBefore(judging.finish(), interrupt.signal);
    return { folder, end: isJudged ? end : 'interrupted' };
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
  openFolder: () => Promise<RunFolder>,
  showProgress: ShowProgress,
  { runWorker, interrupted }: Pick<Helpers, 'runWorker'> & { readonly interrupted: AbortSignal },
): Promise<ExecutedRun> {
  const workers = new WorkerTally(runWorker, interrupted);
  try {
    const phones = await holdPhones(lab);
    try {
      const folder = await openFolder();
      const state = await startRun(folder, phones);
      const hideProgress = showProgress(state);
      const { suite } = readProvenance(folder);
      const plan = readPlan(folder);
      const end = await runRounds({
        state,
        lab,
        plan,
        suite,
        interrupted: workers.ending,
        runWorker: workers.run,
      }).finally(hideProgress);
      return { folder, end };
    } finally {
      // Another phone's worker may still be writing when the rounds of one have failed.
      await workers.end();
      await phones.release();
    }
  } finally {
    await lab.close();
  }
}

/** The workers that run now, so that a run ends none of what they use before they have ended. */
class WorkerTally {
  /** Aborts when workers are to come to their end. */
  readonly ending: AbortSignal;
  readonly #runWorker: typeof runSuite;
  readonly #end = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(runWorker: typeof runSuite, interrupted: AbortSignal) {
    this.#runWorker = runWorker;
    this.ending = AbortSignal.any([interrupted, this.#end.signal]);
  }

  readonly run: typeof runSuite = (request, interrupted) => {
    const worker = this.#runWorker(request, interrupted);
    this.#running.add(worker);
    const forget = (): void => {
      this.#running.delete(worker);
    };
    worker.then(forget, forget);
    return worker;
  };

  async end(): Promise<void> {
    this.#end.abort();
    await Promise.allSettled(this.#running);
  }
}
