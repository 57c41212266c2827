import type { RequestedUnits } from '../contract/job.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedCase, PlannedLaunch, PlannedVariant } from '../plan/plan.js';
import type { Finished, Lost, Session } from './journal.js';
import type { LaunchRecord } from './launch-record.js';
import { groupBy } from './group-by.js';

/** What the run knows of one phone. */
export interface PhoneRecord {
  readonly runId: string;
  readonly udid: string;
  readonly plan: Plan;
  readonly sessions: readonly Session[];
  /** One for each launch that ended, in the order they ended: what it came to after it was tried again. */
  readonly launches: readonly LaunchRecord[];
  /** Attempts that were lost. */
  readonly lost: readonly Lost[];
  /** How often each launch was tried, also by a worker that left no word of how it ended. */
  readonly triesOf: (launch: PlannedLaunch) => number;
  /** How often each launch failed, by its id. */
  readonly failures: ReadonlyMap<string, number>;
  /** The launches and the lost attempts together, in the order they ended. */
  readonly attempts: readonly Attempt[];
  /** Whether first light showed on this phone and iOS that a load after a purge is slower; undefined where it did not say. */
  readonly coldLoadShown: boolean | undefined;
  /** Whether the run was asked to refuse a case that other units computed than it was to measure. */
  readonly requireUnit?: boolean;
}

/** One try of a launch that came to an end. */
export interface Attempt {
  /** How often the launch had been begun by then, counted from 1. */
  readonly number: number;
  readonly entry: Finished | Lost;
  /** Undefined when the attempt was lost. */
  readonly record: LaunchRecord | undefined;
}

export type Anchored = ReadonlyMap<RequestedUnits, LaunchRecord>;

/** A planned case on one phone, with the launches that say something about it. */
export interface CaseRecord {
  readonly phone: PhoneRecord;
  readonly planned: PlannedCase;
  readonly variant: PlannedVariant;
  readonly reference: PlannedVariant | undefined;
  /** The launches that the plan asks for to measure this case. */
  readonly plannedLaunches: readonly PlannedLaunch[];
  /** Launches that measured this case, in the order they ended. */
  readonly measured: readonly LaunchRecord[];
  /** The launch that compiled, loaded cold and asked for placement. */
  readonly prepared: LaunchRecord | undefined;
  /** The launch that enlarged the test set. */
  readonly enlarged: LaunchRecord | undefined;
  readonly referenceEnlarged: LaunchRecord | undefined;
  /** The launch that enlarged the test set by the same variant on the CPU alone. */
  readonly enlargedOnCpu: LaunchRecord | undefined;
  /** Launches that the plan asks for about this pair, to prepare it or to enlarge the test set, and that have not ended. */
  readonly unfinished: readonly PlannedLaunch[];
  /** By compute units, the anchor's last launch before the first of `measured`, in the same session. */
  readonly anchored: Anchored;
  /** The launches that measured the same case on the CPU alone. */
  readonly onCpu: readonly LaunchRecord[];
}

/** Every case of the plan that is this phone's, in the plan's order. */
export function caseRecords(phone: PhoneRecord): CaseRecord[] {
  const { plan } = phone;
  const variants = new Map(plan.variants.map((variant) => [variant.name, variant]));
  const cpuCases = new Map(
    plan.cases.filter(({ computeUnits }) => computeUnits === 'cpuOnly').map((each) => [settingKey(each), each.id]),
  );
  const found = indexLaunches(phone);
  const none: Anchored = new Map();
  const elsewhere = casesOfOthers(phone);
  return plan.cases.flatMap((planned): CaseRecord[] => {
    if (elsewhere.has(planned.id)) return [];
    const variant = variants.get(planned.variant);
    if (variant === undefined) return [];
    const reference = variant.reference === undefined ? undefined : variants.get(variant.reference);
    const measured = found.measured.get(planned.id) ?? [];
    const { computeUnits } = planned;
    return [
      {
        phone,
        planned,
        variant,
        reference,
        plannedLaunches: found.planned.get(planned.id) ?? [],
        measured,
        prepared: found.prepared.get(unitsKey({ variant: variant.name, computeUnits })),
        enlarged: found.enlarged.get(unitsKey({ variant: variant.name, computeUnits })),
        referenceEnlarged: reference && found.enlarged.get(unitsKey({ variant: reference.name, computeUnits })),
        enlargedOnCpu: found.enlarged.get(unitsKey({ variant: variant.name, computeUnits: 'cpuOnly' })),
        unfinished: found.unfinished.get(unitsKey({ variant: variant.name, computeUnits })) ?? [],
        anchored: (measured[0] && found.anchorsBefore.get(measured[0])) ?? none,
        onCpu: found.measured.get(cpuCases.get(settingKey(planned)) ?? '') ?? [],
      },
    ];
  });
}

/** The cases whose launches are for other phones alone, with which this one shares the plan. */
const casesOfOthers = ({ plan, udid }: PhoneRecord): ReadonlySet<string> =>
  new Set(
    plan.launches.flatMap(({ case: id, devices }) =>
      plan.share !== undefined && id !== undefined && devices?.includes(udid) === false ? [id] : [],
    ),
  );

const unitsKey = ({ variant, computeUnits }: Pick<PlannedLaunch, 'variant' | 'computeUnits'>): string =>
  `${computeUnits} ${variant}`;

const settingKey = ({ variant, width, height, paceHz, sustainedS }: PlannedCase): string =>
  `${String(width)}x${String(height)} ${String(paceHz)} ${String(sustainedS)} ${variant}`;

/**
 * The launches of a phone, by what they are looked up by. Of several that prepare or enlarge the last counts, but one that did
 * not end well before it.
 */
function indexLaunches({ plan, launches }: PhoneRecord) {
  const find = plannedLaunches(plan);
  const caseOf = (launch: string): string | undefined => find(launch)?.case;
  const prepared = new Map<string, LaunchRecord>();
  const enlarged = new Map<string, LaunchRecord>();
  for (const record of launches) {
    const launch = find(record.finished.launch);
    if (launch?.kind === 'prepare') prepared.set(unitsKey(launch), record);
    if (launch?.kind === 'quality') {
      const key = unitsKey(launch);
      if ((enlarged.get(key)?.finished.outcome.status ?? 'ok') === 'ok') enlarged.set(key, record);
    }
  }
  return {
    planned: groupBy(plan.launches, (launch) => launch.case),
    measured: groupBy(launches, ({ finished }) => caseOf(finished.launch)),
    prepared,
    enlarged,
    unfinished: unfinishedPairs(plan, launches),
    anchorsBefore: anchorsBefore(plan, launches),
  };
}

/** The anchors that ended well, by the launch that came after them in their session. */
function anchorsBefore(plan: Plan, launches: readonly LaunchRecord[]): Map<LaunchRecord, Anchored> {
  const find = plannedLaunches(plan);
  const found = new Map<LaunchRecord, Anchored>();
  let anchors: Anchored = new Map();
  let last: LaunchRecord | undefined;
  for (const record of launches) {
    if (last?.session !== record.session) anchors = new Map();
    last = record;
    found.set(record, anchors);
    const launch = find(record.finished.launch);
    if (launch?.kind !== 'anchor' || record.finished.outcome.status !== 'ok') continue;
    anchors = new Map([...anchors, [launch.computeUnits, record]]);
  }
  return found;
}

function unfinishedPairs({ launches: planned }: Plan, ended: readonly LaunchRecord[]): Map<string, PlannedLaunch[]> {
  const done = new Set(ended.map(({ finished }) => finished.launch));
  const open = planned.filter(({ kind, id }) => (kind === 'prepare' || kind === 'quality') && !done.has(id));
  return groupBy(open, unitsKey);
}
