import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Target } from '../phone/target.js';
import type { Entry } from '../results/journal.js';
import { failuresInARow, triesIn } from '../results/tries.js';

/** What a phone still has to do for a run. */
export interface Remaining {
  /** Launches without a result, in the plan's order. */
  readonly owed: readonly PlannedLaunch[];
  /** Those of them that may be tried now: a launch that was lost too often waits until the run is resumed. */
  readonly due: readonly PlannedLaunch[];
}

/** What a phone still owes the run. Attempts count from entry `since` of the journal, where the run was started or resumed: a clock may jump. */
export function remaining(
  plan: Plan,
  { osVersion }: Pick<Target, 'osVersion'>,
  journal: readonly Entry[],
  since: number,
): Remaining {
  const finished = new Set(journal.flatMap((entry) => (entry.type === 'finished' ? [entry.launch] : [])));
  const triesOf = triesIn(plan, journal.slice(since));
  const owed = possibleLaunches(plan, osVersion).filter(({ id }) => !finished.has(id));
  const due = owed.filter((launch) => triesOf(launch) < attemptsPerLaunch);
  // What was lost twice may be the cause, so others get their turn first.
  return {
    owed,
    due: [...due.filter((launch) => triesOf(launch) < 2), ...due.filter((launch) => triesOf(launch) >= 2)],
  };
}

/** The anchors that are worth trying: one that was lost again and again would keep every launch after it from its turn. */
export function anchorsToTry(plan: Plan, journal: readonly Entry[], since: number): readonly PlannedLaunch[] {
  const failures = failuresInARow(plan, journal.slice(since));
  return plan.anchors.filter(({ id }) => (failures.get(id) ?? 0) < 2);
}

/** The launches of a plan without what this iOS cannot run: such cases, and what serves a pair of which every case is such. */
export function possibleLaunches(plan: Plan, osVersion: string): PlannedLaunch[] {
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
  return plan.launches.filter(
    (launch) => !(launch.case !== undefined && impossible.has(launch.case)) && !unservedPairs.has(pairOf(launch)),
  );
}
