import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Target } from '../phone/target.js';
import type { Entry } from '../results/journal.js';
import { countedEnds, failuresIn, isFailure, triesOfFailing } from '../results/failures.js';
import { failuresInARow, triesIn } from '../results/tries.js';
import { phoneFailure } from './failing-phone.js';

/** What a phone still has to do for a run. */
export interface Remaining {
  /** Launches without a result, in the plan's order. */
  readonly owed: readonly PlannedLaunch[];
  /** Those of them that may be tried now: a launch that was lost too often waits until the run is resumed. */
  readonly due: readonly PlannedLaunch[];
  /** The cases and launches that are not tried any more, since a launch failed as often as it is tried: the ids of those. */
  readonly quarantined: readonly string[];
  /** Why the phone as a whole is left out until the run is resumed; absent while it is not. */
  readonly leftOut?: string;
}

/** From which entry of a phone's journal on something counts. Entries are counted, since a clock may jump. */
export interface Since {
  /** Where the run was started or resumed the last time: attempts that were lost, and the phone's own failures. */
  readonly journaled: number;
  /** Launches that failed, usually from the beginning; a person may have what is quarantined tried again. */
  readonly failuresSince?: number | undefined;
}

/** What decides which launches of a plan are a phone's. Without a udid those of every phone are. */
export type OfPhone = Pick<Target, 'osVersion'> & Partial<Pick<Target, 'udid'>>;

/** What a phone still owes the run. */
export function remaining(
  plan: Plan,
  { osVersion, udid }: OfPhone,
  journal: readonly Entry[],
  { journaled, failuresSince = 0 }: Since,
): Remaining {
  const now = journal.slice(journaled);
  const possible = possibleLaunches(plan, osVersion, udid);
  const ends = countedEnds(journal);
  const failures = failuresIn(journal.slice(failuresSince));
  const isOpen = (launch: PlannedLaunch): boolean => {
    const end = ends.get(launch.id);
    return end === undefined || (isRetried(launch) && isFailure(end.outcome));
  };
  const open = possible.filter(isOpen);
  const givenUp = open.filter(({ id }) => (failures.get(id) ?? 0) >= triesOfFailing);
  const quarantined = new Set(givenUp.map(unitOf));
  const owed = open.filter((launch) => !quarantined.has(unitOf(launch)));
  const leftOut = phoneFailure(plan, now);
  const triesOf = triesIn(plan, now);
  // A failure has a limit of its own.
  const failuresNow = failuresIn(now);
  const lossesOf = (launch: PlannedLaunch): number => triesOf(launch) - (failuresNow.get(launch.id) ?? 0);
  const due = leftOut === undefined ? owed.filter((launch) => lossesOf(launch) < attemptsPerLaunch) : [];
  return {
    owed,
    // What was lost twice may be the cause, so others get their turn first.
    due: [...due.filter((launch) => lossesOf(launch) < 2), ...due.filter((launch) => lossesOf(launch) >= 2)],
    quarantined: [...quarantined],
    ...(leftOut !== undefined && { leftOut }),
  };
}

/** What is given up as a whole: a case, or a launch that is of none. */
export const unitOf = ({ id, case: caseId }: Pick<PlannedLaunch, 'id' | 'case'>): string => caseId ?? id;

/** A trial of first light or of a capture may be there to be killed. */
const isRetried = ({ kind }: PlannedLaunch): boolean => kind !== 'trial';

/** The anchors that are worth trying: one that was lost again and again would keep every launch after it from its turn. */
export function anchorsToTry(plan: Plan, journal: readonly Entry[], since: number): readonly PlannedLaunch[] {
  const failures = failuresInARow(plan, journal.slice(since));
  return plan.anchors.filter(({ id }) => (failures.get(id) ?? 0) < 2);
}

/**
 * The launches of a plan without what this iOS cannot run (such cases, and what serves a pair of which every case is such),
 * and without those for other phones.
 */
export function possibleLaunches(plan: Plan, osVersion: string, udid?: string): PlannedLaunch[] {
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
    (launch) =>
      !(launch.case !== undefined && impossible.has(launch.case)) &&
      !unservedPairs.has(pairOf(launch)) &&
      isFor(launch, udid),
  );
}

const isFor = ({ devices }: PlannedLaunch, udid: string | undefined): boolean =>
  devices === undefined || udid === undefined || devices.includes(udid);

/** Whether a run has launches for a phone; of a confirmation not every phone has one. */
export const isMeantFor = ({ launches }: Plan, udid: string): boolean =>
  launches.length === 0 || launches.some((launch) => isFor(launch, udid));
