import { exclusion } from './exclude.js';
import type { Plan, PlannedLaunch } from './plan.js';

/** A phone as far as the sharing of a plan goes. */
export interface Sharer {
  readonly udid: string;
  readonly osVersion: string;
  /** Such as `iPhone15,2`; a phone that does not tell shares with none. */
  readonly model?: string | undefined;
}

/**
 * Gives each variant of a plan that is to be shared to one phone of each model, with all its units and sizes, so that what compares
 * them comes from one phone. The longest variants are given first, each to the phone with the least to do: the same phones get
 * the same variants night after night.
 */
export function shareAmong(plan: Plan, phones: readonly Sharer[]): Plan {
  if (plan.share === undefined) return plan;
  const holders = new Map<string, string[]>();
  for (const group of groupsOf(phones)) {
    const load = new Map(group.map(({ udid }) => [udid, 0]));
    for (const [variant, ms] of longestFirst(plan)) {
      const able = group.filter((phone) => isAble(plan, variant, phone.osVersion));
      const holder = leastLoaded(able.length > 0 ? able : group, load);
      load.set(holder, (load.get(holder) ?? 0) + ms);
      holders.set(variant, [...(holders.get(variant) ?? []), holder]);
    }
  }
  const given = (launch: PlannedLaunch): PlannedLaunch => ({ ...launch, devices: holders.get(launch.variant) ?? [] });
  return { ...plan, launches: plan.launches.map(given) };
}

/** The udid of the phone with the least to do, in milliseconds; of several the first by udid. */
export function leastLoaded(phones: readonly Sharer[], loadMs: ReadonlyMap<string, number>): string {
  const [first] = phones
    .map(({ udid }) => udid)
    .sort((one, other) => (loadMs.get(one) ?? 0) - (loadMs.get(other) ?? 0) || (one < other ? -1 : 1));
  if (first === undefined) throw new Error('there is no phone to share with');
  return first;
}

export const isOfModel = (one: Sharer, other: Sharer): boolean => one.model !== undefined && one.model === other.model;

/** Whether a phone's iOS can run a variant at all. */
export function isAble({ cases, variants }: Plan, variant: string, osVersion: string): boolean {
  const known = variants.find(({ name }) => name === variant);
  return (
    known !== undefined &&
    cases.some((planned) => planned.variant === variant && exclusion(planned, known, osVersion) === undefined)
  );
}

function groupsOf(phones: readonly Sharer[]): Sharer[][] {
  const groups: Sharer[][] = [];
  for (const phone of phones) {
    const group = groups.find(([first]) => first !== undefined && isOfModel(first, phone));
    if (group) group.push(phone);
    else groups.push([phone]);
  }
  return groups;
}

/** Variants with about how long they take on a phone, ms. */
function longestFirst({ launches }: Plan): (readonly [string, number])[] {
  const times = new Map<string, number>();
  for (const { variant, expectedMs } of launches) times.set(variant, (times.get(variant) ?? 0) + expectedMs);
  return [...times].sort(([one, oneMs], [other, otherMs]) => otherMs - oneMs || (one < other ? -1 : 1));
}
