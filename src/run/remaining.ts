import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import { plannedLaunches } from '../plan/on-demand.js';
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
  const failedBefore = failuresOnDemand(plan, journal, since);
  const triesOf = (launch: PlannedLaunch): number => (attempts.get(launch.id) ?? 0) + failedBefore(launch);
  const owed = possibleLaunches(plan, osVersion).filter(({ id }) => !finished.has(id));
  const due = owed.filter((launch) => triesOf(launch) < attemptsPerLaunch);
  // What was lost twice may be the cause, so others get their turn first.
  return {
    owed,
    due: [...due.filter((launch) => triesOf(launch) < 2), ...due.filter((launch) => triesOf(launch) >= 2)],
  };
}

/**
 * How often in a row what has to come before a launch was begun and did not end: the purge before a prepare, the prime of its
 * pair before a measure. Something about it may be the cause, as with the launch itself.
 */
function failuresOnDemand(plan: Plan, journal: readonly Entry[], since: string): (launch: PlannedLaunch) => number {
  const failures = failuresInARow(plan, journal, since);
  return (launch) => {
    const before =
      launch.kind === 'prepare' ? plan.purge : launch.kind === 'measure' ? primeOf(plan, launch) : undefined;
    return failures.get(before?.id ?? '') ?? 0;
  };
}

/** How often in a row each launch was begun and did not end, by its id in the plan. */
function failuresInARow(plan: Plan, journal: readonly Entry[], since: string): ReadonlyMap<string, number> {
  const find = plannedLaunches(plan);
  const failures = new Map<string, number>();
  const count = (launch: string, next: (before: number) => number): void => {
    const id = find(launch)?.id;
    if (id !== undefined) failures.set(id, next(failures.get(id) ?? 0));
  };
  for (const entry of journal) {
    if (entry.type === 'started' && entry.at >= since) count(entry.launch, (before) => before + 1);
    if (entry.type === 'finished') count(entry.launch, () => 0);
  }
  return failures;
}

/** The anchors that are worth trying: one that was lost again and again would keep every launch after it from its turn. */
export function anchorsToTry(plan: Plan, journal: readonly Entry[], since: string): readonly PlannedLaunch[] {
  const failures = failuresInARow(plan, journal, since);
  return plan.anchors.filter(({ id }) => (failures.get(id) ?? 0) < 2);
}

const primeOf = ({ primes }: Plan, { variant, computeUnits }: PlannedLaunch): PlannedLaunch | undefined =>
  primes.find((prime) => prime.variant === variant && prime.computeUnits === computeUnits);

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
