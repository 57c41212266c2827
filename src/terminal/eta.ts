import type { PlannedLaunch } from '../plan/plan.js';
import type { Entry } from '../results/journal.js';

type Kind = PlannedLaunch['kind'];

/**
 * Expected time of what one phone still has to do of these launches, in milliseconds: the plan's estimate, corrected for
 * each kind of launch by how long those that ended really took.
 */
export function remainingMs(launches: readonly PlannedLaunch[], journal: readonly Entry[]): number {
  const byId = new Map(launches.map((launch) => [launch.id, launch]));
  const took = new Map<Kind, { actualMs: number; expectedMs: number }>();
  const done = new Set<string>();
  for (const entry of journal) {
    if (entry.type !== 'finished') continue;
    const launch = byId.get(entry.launch);
    if (launch === undefined) continue;
    done.add(launch.id);
    const sum = took.get(launch.kind) ?? { actualMs: 0, expectedMs: 0 };
    sum.actualMs += Date.parse(entry.at) - Date.parse(entry.startedAt);
    sum.expectedMs += launch.expectedMs;
    took.set(launch.kind, sum);
  }
  const factorOf = (kind: Kind): number => {
    const sum = took.get(kind);
    return sum ? sum.actualMs / sum.expectedMs : 1;
  };
  return launches
    .filter(({ id }) => !done.has(id))
    .reduce((total, { kind, expectedMs }) => total + expectedMs * factorOf(kind), 0);
}
