import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { duration } from './duration.js';
import { anchorRounds, comingBefore, remainingMs } from './eta.js';
import { textTable } from './table.js';

/** What a plan would do on each phone, and about how long that takes before anything was measured. */
export function planSummary(plan: Plan): string {
  const row = (kind: string, launches: readonly PlannedLaunch[], rounds = 1): string[] => [
    kind,
    String(launches.length * rounds),
    duration(launches.reduce((sum, { expectedMs }) => sum + expectedMs, 0) * rounds),
  ];
  const before = comingBefore(plan, plan.launches, []);
  const launches = [
    ...(['prepare', 'measure', 'quality'] as const).map((kind) =>
      row(
        kind,
        plan.launches.filter((launch) => launch.kind === kind),
      ),
    ),
    row('anchor', plan.anchors, anchorRounds(plan, plan.launches)),
    ...(['purge', 'prime'] as const).map((kind) =>
      row(
        kind,
        before.filter((launch) => launch.kind === kind),
      ),
    ),
  ];
  const cases = plan.cases.map(({ id, tiles, unsupported }) => [
    id,
    unsupported === undefined ? `${String(tiles)} ${tiles === 1 ? 'tile' : 'tiles'}` : `unsupported: ${unsupported}`,
  ]);
  return [
    textTable(['case', ''], cases),
    '',
    textTable(['launches', 'count', 'about'], launches),
    '',
    `plan ${plan.hash.slice(0, 12)}, seed ${String(plan.seed)}: ${String(plan.cases.length)} cases, about ${duration(remainingMs(plan, plan.launches, []))} a phone`,
  ].join('\n');
}
