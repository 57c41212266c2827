import { loadKey } from '../contract/job.js';
import type { Loads } from '../contract/events.js';
import type { Plan, PlannedLaunch } from './plan.js';

/*
 * Purge, primes and anchors have no place in the plan's order: a run carries them out when they are due, as often as that
 * is. Each time is a launch of its own, named by the planned launch and a number: `purge-2`, `prime-net-all-1`,
 * `anchor-cpuOnly-7`.
 */

/** The launch for the next time, given the ids of the launches that the phone's journal says were begun. */
export function nextTime(planned: PlannedLaunch, begun: readonly string[]): PlannedLaunch {
  const before = begun.filter((id) => baseOf(id) === planned.id).length;
  return { ...planned, id: `${planned.id}-${String(before + 1)}` };
}

type Find = (id: string) => PlannedLaunch | undefined;
type LaunchesOfPlan = Pick<Plan, 'launches' | 'purge' | 'primes' | 'anchors'>;

/** Each phone and case asks, and a confirmation's plan grows with both. */
const finds = new WeakMap<LaunchesOfPlan, Find>();

/** Looks a launch up by the id that a journal has for it. */
export function plannedLaunches(plan: LaunchesOfPlan): Find {
  const known = finds.get(plan);
  if (known !== undefined) return known;
  const byId = (launches: readonly PlannedLaunch[]): ReadonlyMap<string, PlannedLaunch> =>
    new Map(launches.map((launch) => [launch.id, launch]));
  const inOrder = byId(plan.launches);
  const onDemand = byId([...(plan.purge ? [plan.purge] : []), ...plan.primes, ...plan.anchors]);
  const find: Find = (id) => inOrder.get(id) ?? onDemand.get(baseOf(id) ?? '');
  finds.set(plan, find);
  return find;
}

/** The planned launch's id in that of one time. Ids of the plan end in compute units or a word, never in a number. */
const baseOf = (id: string): string | undefined => /^(.+)-[1-9]\d*$/.exec(id)?.[1];

/** What the host knows of a phone's loads.json; nothing after an installation. */
export type KnownLoads = Pick<Loads, 'purged'> & {
  /** Keys whose latest load, or the purge after it, was cut off: nobody knows whether the system kept something. */
  readonly begun: ReadonlySet<string>;
  readonly loaded: ReadonlySet<string>;
};

/** The keys of loads.json that a launch leaves loaded. */
export const loadKeysOf = ({ job }: Pick<PlannedLaunch, 'job'>): readonly string[] =>
  Object.values(job.arms).map(loadKey);

/**
 * The launch that has to come right before this one, so that its load is what its kind is about: a prepare loads what no
 * load was begun of since the purge, and a measure or a confirmation what was loaded. Undefined when it can begin.
 */
export function launchBefore(plan: Plan, planned: PlannedLaunch, known: KnownLoads): PlannedLaunch | undefined {
  const keys = loadKeysOf(planned);
  switch (planned.kind) {
    case 'prepare':
      return known.purged && !keys.some((key) => known.begun.has(key) || known.loaded.has(key))
        ? undefined
        : plan.purge;
    case 'measure':
    case 'confirm':
      return keys.every((key) => known.loaded.has(key))
        ? undefined
        : plan.primes.find(
            ({ variant, computeUnits }) => variant === planned.variant && computeUnits === planned.computeUnits,
          );
    case 'anchor':
    case 'purge':
    case 'prime':
    case 'quality':
    case 'trial':
      return undefined;
  }
}
