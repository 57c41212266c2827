import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Target } from '../phone/target.js';
import type { Entry } from '../results/journal.js';

/** What a phone still has to do for a run. */
export interface Remaining {
  /** Launches without a result, in the plan's order. */
  readonly owed: readonly PlannedLaunch[];
  /** Those of them that may be tried now: a launch that was lost too often waits until the run is resumed. */
  readonly due: readonly PlannedLaunch[];
}

/** What a phone still owes the run. Attempts count from `since`, when the run was started or resumed. */
export function remaining(
  plan: Plan,
  { osVersion }: Pick<Target, 'osVersion'>,
  journal: readonly Entry[],
  since: string,
): Remaining {
  const finished = new Set(journal.flatMap((entry) => (entry.type === 'finished' ? [entry.launch] : [])));
  const attempts = new Map<string, number>();
  for (const entry of journal) {
    if (entry.type === 'started' && entry.at >= since) {
      attempts.set(entry.launch, (attempts.get(entry.launch) ?? 0) + 1);
    }
  }
  const possible = possibleLaunches(plan, osVersion);
  const owed = plan.launches.filter((launch) => possible(launch) && !finished.has(launch.id));
  return { owed, due: owed.filter(({ id }) => (attempts.get(id) ?? 0) < attemptsPerLaunch) };
}

/** Leaves out what this iOS cannot run: such cases, and the launches that serve a pair of which every case is such. */
export function possibleLaunches(plan: Plan, osVersion: string): (launch: PlannedLaunch) => boolean {
  const variants = new Map(plan.variants.map((variant) => [variant.name, variant]));
  const impossible = new Set(
    plan.cases.flatMap((planned) => {
      const variant = variants.get(planned.variant);
      return variant && exclusion(planned, variant, osVersion) !== undefined ? [planned.id] : [];
    }),
  );
  const pairOf = ({ variant, computeUnits }: Pick<PlannedLaunch, 'variant' | 'computeUnits'>): string =>
    `${variant} ${computeUnits}`;
  const servedPairs = new Set(plan.cases.filter(({ id }) => !impossible.has(id)).map(pairOf));
  const unservedPairs = new Set(plan.cases.map(pairOf).filter((pair) => !servedPairs.has(pair)));
  return (launch) => !(launch.case !== undefined && impossible.has(launch.case)) && !unservedPairs.has(pairOf(launch));
}
