import { launchBefore, loadKeysOf, plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Entry } from '../results/journal.js';

type Kind = PlannedLaunch['kind'];

/**
 * Expected time of what one phone still has to do of these launches, and of the anchors, purges and primes between them, in
 * milliseconds: the plan's estimate, corrected for each kind of launch by how long those that ended really took.
 */
export function remainingMs(plan: Plan, launches: readonly PlannedLaunch[], journal: readonly Entry[]): number {
  const find = plannedLaunches(plan);
  const took = new Map<Kind, { actualMs: number; expectedMs: number }>();
  const done = new Set<string>();
  for (const entry of journal) {
    if (entry.type !== 'finished') continue;
    const launch = find(entry.launch);
    if (launch === undefined) continue;
    done.add(launch.id);
    const sum = took.get(launch.kind) ?? { actualMs: 0, expectedMs: 0 };
    sum.actualMs += Date.parse(entry.at) - Date.parse(entry.startedAt);
    sum.expectedMs += launch.expectedMs;
    took.set(launch.kind, sum);
  }
  const expectedMs = (of: readonly PlannedLaunch[]): number =>
    of.reduce((total, launch) => {
      const sum = took.get(launch.kind);
      return total + launch.expectedMs * (sum ? sum.actualMs / sum.expectedMs : 1);
    }, 0);
  const left = launches.filter(({ id }) => !done.has(id));
  const between = comingBefore(plan, left, journal);
  return expectedMs(left) + expectedMs(between) + anchorRounds(plan, left) * expectedMs(plan.anchors);
}

/**
 * The purges and primes that have to come before these launches in this order, on a phone that did what the journal says; a
 * new phone, and one of which it says nothing, has loaded nothing.
 */
export function comingBefore(
  plan: Plan,
  launches: readonly PlannedLaunch[],
  journal: readonly Entry[],
): PlannedLaunch[] {
  const find = plannedLaunches(plan);
  const loaded = new Set<string>();
  const known = { purged: false, begun: new Set<string>(), loaded };
  const forget = (purged: boolean): void => {
    known.purged = purged;
    loaded.clear();
  };
  const learn = (launch: PlannedLaunch): void => {
    if (launch.kind === 'purge') forget(true);
    for (const key of loadKeysOf(launch)) loaded.add(key);
  };
  for (const entry of journal) {
    if (entry.type === 'session' && entry.installed) forget(false);
    const launch = entry.type === 'finished' && entry.outcome.status === 'ok' ? find(entry.launch) : undefined;
    if (launch) learn(launch);
  }
  return launches.flatMap((launch) => {
    const before = launchBefore(plan, launch, known);
    if (before) learn(before);
    learn(launch);
    return before ?? [];
  });
}

/** How often a run measures the anchors between these launches. Prepares come first and have none between them. */
export const anchorRounds = ({ anchorEvery }: Plan, launches: readonly PlannedLaunch[]): number =>
  Math.ceil(launches.filter(({ kind }) => kind !== 'prepare').length / anchorEvery);
