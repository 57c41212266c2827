import { loadKeysOf, plannedLaunches } from '../plan/on-demand.js';
import type { Plan } from '../plan/plan.js';
import type { Entry } from '../results/journal.js';

/**
 * The keys of loads.json of launches that were begun and did not end well, until a later launch of the same key does: their
 * load may have been cut off, of which the app's record says nothing.
 */
export function cutOffKeys(plan: Plan, journal: readonly Entry[]): ReadonlySet<string> {
  const find = plannedLaunches(plan);
  const keys = new Set<string>();
  for (const entry of journal) {
    if (entry.type === 'session') continue;
    const planned = find(entry.launch);
    for (const key of planned ? loadKeysOf(planned) : []) {
      if (entry.type === 'finished' && entry.outcome.status === 'ok') keys.delete(key);
      else keys.add(key);
    }
  }
  return keys;
}
