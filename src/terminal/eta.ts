import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Entry } from '../results/journal.js';

type Kind = PlannedLaunch['kind'];

/**
 * Expected time of what one phone still has to do of these launches, and of the anchors between them, in milliseconds: the
 * plan's estimate, corrected for each kind of launch by how long those that ended really took.
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
  return expectedMs(left) + anchorRounds(plan, left) * expectedMs(plan.anchors);
}

/** How often a run measures the anchors between these launches. Prepares come first and have none between them. */
export const anchorRounds = ({ anchorEvery }: Plan, launches: readonly PlannedLaunch[]): number =>
  Math.ceil(launches.filter(({ kind }) => kind !== 'prepare').length / anchorEvery);
