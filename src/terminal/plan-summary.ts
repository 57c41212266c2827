import type { Plan } from '../plan/plan.js';
import { duration } from './duration.js';
import { remainingMs } from './eta.js';
import { textTable } from './table.js';

/** What a plan would do on each phone, and about how long that takes before anything was measured. */
export function planSummary(plan: Plan): string {
  const kinds = ['prepare', 'measure', 'quality'] as const;
  const launches = kinds.map((kind) => {
    const of = plan.launches.filter((launch) => launch.kind === kind);
    return [kind, String(of.length), duration(of.reduce((sum, { expectedMs }) => sum + expectedMs, 0))];
  });
  const cases = plan.cases.map(({ id, tiles, unsupported }) => [
    id,
    unsupported === undefined ? `${String(tiles)} ${tiles === 1 ? 'tile' : 'tiles'}` : `unsupported: ${unsupported}`,
  ]);
  return [
    textTable(['case', ''], cases),
    '',
    textTable(['launches', 'count', 'about'], launches),
    '',
    `plan ${plan.hash.slice(0, 12)}, seed ${String(plan.seed)}: ${String(plan.cases.length)} cases, about ${duration(remainingMs(plan.launches, []))} a phone`,
  ].join('\n');
}
