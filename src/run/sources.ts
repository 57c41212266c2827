import { statSync } from 'node:fs';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { Problem } from '../problem.js';

/**
 * Looks whether this host still has what launches push to the phone. Throws a Problem that names what is missing or has
 * another size, before a phone spends time on it.
 */
export function checkSources({ sources }: Plan, launches: readonly PlannedLaunch[]): void {
  const seen = new Set<string>();
  for (const { path, bytes } of launches.flatMap(({ job }) => job.files)) {
    const source = sources[path] ?? path;
    if (seen.has(source)) continue;
    seen.add(source);
    if (statSync(source, { throwIfNoEntry: false })?.size === bytes) continue;
    throw new Problem(
      `${source} is missing or has changed since the plan was made; put it back, or run the sweep anew`,
    );
  }
}
