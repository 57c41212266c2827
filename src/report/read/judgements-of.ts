import type { FoundShip, Judgements } from './judgements.js';
import type { ReadRun } from './read-runs.js';

/**
 * What was found out about runs together: the comparison and the gate of the last one, and what to ship by just these runs,
 * which lies beside the first that `ship` was given.
 */
export function judgementsOf(runs: readonly ReadRun[]): Judgements {
  const { comparison, gate } = runs.at(-1)?.judgements ?? {};
  const ids = new Set(runs.map(({ folder }) => folder.id));
  const isOfThese = (ship: FoundShip): boolean =>
    ship.runs.length === ids.size && ship.runs.every((run) => ids.has(run));
  const ship = runs.flatMap(({ judgements }) => judgements.ship ?? []).find(isOfThese);
  return {
    ...(comparison && { comparison }),
    ...(gate && { gate }),
    ...(ship && { ship }),
    unreadable: runs.flatMap(({ judgements }) => judgements.unreadable),
  };
}
