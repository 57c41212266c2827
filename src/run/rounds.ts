import { setMaxListeners } from 'node:events';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import type { Lab } from '../lab/lab.js';
import type { Target } from '../phone/target.js';
import type { Plan } from '../plan/plan.js';
import { moveVariants } from './move-variants.js';
import { readJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { journalFile, logFile, readPlan } from '../results/run-folder.js';
import { bugLogBytes } from './bugs.js';
import { remaining } from './remaining.js';
import { osChange } from './same-os.js';
import { checkSources } from './sources.js';
import { renewPhone } from './start.js';
import type { RunPhone, RunState } from './state.js';
import { runSuite, wdioLog } from './wdio.js';

/** How the workers of a run came to their end. */
export type RoundsEnd = 'done' | 'interrupted' | 'bug';

/** A phone that comes back within this time goes on; one that does not is left out until the run is resumed. */
const defaultReturnLimitMs = 120_000;
const lookEveryMs = 500;
/** Workers in a row that finished no launch: the phone is left out until the run is resumed. */
const idleRounds = 3;
const defaultIdlePauseMs = 3000;

/** What `runRounds` needs. `runWorker` runs the suite once for one phone. */
export interface Rounds {
  readonly state: RunState;
  readonly lab: Lab;
  readonly suite: string;
  readonly interrupted: AbortSignal;
  readonly runWorker?: typeof runSuite;
  readonly idlePauseMs?: number;
  readonly returnLimitMs?: number;
}

/**
 * Gives every phone one worker after another until nothing is due: each worker ends with its first lost launch, and the
 * next one has a new session. Phones go on independently. A mistake of our own ends all of them after their current worker.
 */
export async function runRounds({
  state,
  lab,
  suite,
  interrupted,
  runWorker = runSuite,
  idlePauseMs = defaultIdlePauseMs,
  returnLimitMs = defaultReturnLimitMs,
}: Rounds): Promise<RoundsEnd> {
  const { folder } = state;
  const bugBytes = bugLogBytes(folder);
  const hasBug = (): boolean => bugLogBytes(folder) > bugBytes;
  const failed = new AbortController();
  const stopped = AbortSignal.any([interrupted, failed.signal]);
  // Each phone's worker listens, and a fleet may have more phones than Node expects listeners.
  setMaxListeners(0, stopped);
  // By udid, as each was when its latest worker began.
  const phones = new Map(state.phones.map((phone) => [phone.target.udid, phone]));
  // What phones share may move from one to another.
  let plan = readPlan(folder);

  const journalOf = ({ udid }: Target): Entry[] => readJournal(journalFile(folder, udid));
  const due = state.phones.flatMap((phone) => remaining(plan, phone.target, journalOf(phone.target), phone).due);
  if (due.length > 0) checkSources(plan, [...due, ...plan.anchors, ...plan.primes]);

  async function serve(phone: RunPhone): Promise<void> {
    let { target } = phone;
    let idle = 0;
    let round = 1;
    for (; idle < idleRounds; round++) {
      const before = journalOf(target);
      if (stopped.aborted || hasBug() || remaining(plan, target, before, phone).due.length === 0) return;
      if (idle > 0) await sleep(idlePauseMs, undefined, { signal: stopped }).catch(() => undefined);
      if (!(await returns(target))) return;
      await lab.awaitTurn?.(target, stopped);
      const obstacle = round > 1 ? await lastingObstacle(target) : undefined;
      if (obstacle !== undefined) {
        console.error(`rezbench: ${target.name} is left out: ${obstacle}; then resume the run`);
        return;
      }
      if (round > 1) {
        target = await lab.now(target);
        phones.set(target.udid, await renewPhone(state, lab, { ...phone, target }));
      }
      if (osChange(target, before) !== undefined) return;
      await work(target, round);
      const shut = shutOut(journalOf(target).slice(before.length));
      if (shut !== undefined) {
        console.error(`rezbench: ${target.name} is left out: ${shut}; then resume the run`);
        return;
      }
      idle = finishedIn(journalOf(target), plan) > finishedIn(before, plan) ? 0 : idle + 1;
    }
    if (stopped.aborted || hasBug()) return;
    const log = relative(folder.path, logFile(folder, wdioLog(target.udid, round - 1)));
    console.error(
      `rezbench: ${target.name} is left out: its last ${String(idleRounds)} workers finished no launch, and ${log} in the ` +
        `run's folder says why; then resume the run`,
    );
  }

  /** Runs one worker, and ends it when its phone is gone for good. */
  async function work(target: Target, round: number): Promise<void> {
    const over = new AbortController();
    const gone = lab.departure?.(target, over.signal);
    try {
      const ends = gone === undefined ? stopped : AbortSignal.any([stopped, gone]);
      await runWorker({ folder, suite, udid: target.udid, round }, ends);
    } finally {
      over.abort();
    }
  }

  const returns = (target: Target): Promise<boolean> => comesAbout(() => lab.isPresent(target));

  /** Why no session can begin, where that stays so for as long as a phone is waited for. */
  async function lastingObstacle(target: Target): Promise<string | undefined> {
    let why: string | undefined;
    await comesAbout(async () => (why = await lab.whyNoSession?.(target)) === undefined);
    return stopped.aborted ? undefined : why;
  }

  /** Waits until something is so, for as long as a phone is waited for. */
  async function comesAbout(isSo: () => Promise<boolean>): Promise<boolean> {
    const deadline = performance.now() + returnLimitMs;
    let isTrue = false;
    await pWaitFor(
      async () => {
        isTrue = await isSo();
        return isTrue || stopped.aborted || performance.now() > deadline;
      },
      { interval: lookEveryMs },
    );
    return isTrue;
  }

  const givenUp = new Set<string>();

  /** Serves a phone, and has others of its model carry out what it could not. Returns the phones that got something to do. */
  async function serveOrShare(phone: RunPhone): Promise<readonly RunPhone[]> {
    try {
      await serve(phone);
    } catch (error) {
      failed.abort();
      throw error;
    }
    if (stopped.aborted || hasBug()) return [];
    const { udid } = phone.target;
    if (remaining(plan, phone.target, journalOf(phone.target), phone).owed.length > 0) givenUp.add(udid);
    const takers = givenUp.has(udid) ? moveVariants(folder, phone.target, willing()) : [];
    if (takers.length === 0) return [];
    console.error(
      `rezbench: ${phone.target.name} cannot carry out all of its variants; those go to others of its model`,
    );
    plan = readPlan(folder);
    return takers.flatMap((taker) => phones.get(taker) ?? []);
  }

  const willing = (): Target[] =>
    [...phones.values()].flatMap(({ target }) => (givenUp.has(target.udid) ? [] : [target]));

  // When one phone cannot be served on this host, the others end their workers before anything is let go of.
  const served = await settled(state.phones, serveOrShare);
  for (const end of served) if (end.status === 'rejected') throw end.reason;
  if (interrupted.aborted) return 'interrupted';
  return hasBug() ? 'bug' : 'done';
}

/** Serves all phones at once, and those again that got more to do once they were through. Ends when none is served any more. */
async function settled(
  phones: readonly RunPhone[],
  serve: (phone: RunPhone) => Promise<readonly RunPhone[]>,
): Promise<PromiseSettledResult<unknown>[]> {
  const serving = new Set<string>();
  const again = new Map<string, RunPhone>();
  const ends: Promise<unknown>[] = [];
  const begin = (phone: RunPhone): void => {
    const { udid } = phone.target;
    // It may find that by itself, or just be through.
    if (serving.has(udid)) {
      again.set(udid, phone);
      return;
    }
    serving.add(udid);
    const end = serve(phone).then((more) => {
      serving.delete(udid);
      const own = again.get(udid);
      again.delete(udid);
      [...more, ...(own ? [own] : [])].forEach(begin);
    });
    ends.push(end);
  };
  phones.forEach(begin);
  // Each that ends may have begun others.
  for (let known = 0; known < ends.length;) {
    known = ends.length;
    await Promise.allSettled(ends);
  }
  return Promise.allSettled(ends);
}

/** Why no session with a phone can begin before a person does something at it, as its latest loss says. */
function shutOut(journal: readonly Entry[]): string | undefined {
  const last = journal.at(-1);
  return last?.type === 'lost' && last.loss.cause === 'phone' && last.loss.refusal === 'unpaired'
    ? last.loss.detail
    : undefined;
}

/** Planned launches that ended; those that come on demand do not bring a run forward. */
function finishedIn(journal: readonly Entry[], { launches }: Plan): number {
  const planned = new Set(launches.map(({ id }) => id));
  return journal.filter((entry) => entry.type === 'finished' && planned.has(entry.launch)).length;
}
