import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Entry } from './journal.js';

/**
 * How often each launch of the plan's order was tried: begun itself, and what has to come before it (the purge before a
 * prepare, the prime of its pair before a measure) begun in a row without an end. Something about either may be the cause.
 */
export function triesIn(plan: Plan, entries: readonly Entry[]): (launch: PlannedLaunch) => number {
  const begun = new Map<string, number>();
  for (const entry of withoutResends(entries)) {
    if (entry.type === 'started') begun.set(entry.launch, (begun.get(entry.launch) ?? 0) + 1);
  }
  const failures = failuresInARow(plan, entries);
  return (launch) => (begun.get(launch.id) ?? 0) + (failures.get(comesBefore(plan, launch)?.id ?? '') ?? 0);
}

/** How often in a row each launch was begun and did not end, by its id in the plan. */
export function failuresInARow(plan: Plan, entries: readonly Entry[]): ReadonlyMap<string, number> {
  const find = plannedLaunches(plan);
  const failures = new Map<string, number>();
  for (const entry of withoutResends(entries)) {
    const id = 'launch' in entry ? find(entry.launch)?.id : undefined;
    if (id === undefined) continue;
    if (entry.type === 'started') failures.set(id, (failures.get(id) ?? 0) + 1);
    if (entry.type === 'finished') failures.set(id, 0);
  }
  return failures;
}

/** Without the beginnings of what arrived damaged and was sent once more at once, which is the same try. */
function withoutResends(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry, index) => {
    const before = entries[index - 1];
    const isResend = before?.type === 'lost' && before.loss.cause === 'files';
    return !(entry.type === 'started' && isResend && before.launch === entry.launch);
  });
}

/** The launch on demand that a launch may need first. */
export function comesBefore({ purge, primes }: Plan, launch: PlannedLaunch): PlannedLaunch | undefined {
  if (launch.kind === 'prepare') return purge;
  if (launch.kind !== 'measure' && launch.kind !== 'confirm') return undefined;
  return primes.find(({ variant, computeUnits }) => variant === launch.variant && computeUnits === launch.computeUnits);
}
