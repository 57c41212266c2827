import { plannedBytes } from '../plan/plan-bytes.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { megabytes } from '../run/free-space.js';
import { duration } from './duration.js';
import { anchorRounds, comingBefore, remainingMs } from './eta.js';
import { printable } from './printable.js';
import { textTable } from './table.js';
import { tableWidth } from './wrap.js';

/** What a sweep passes over, a line each, before anything is run: whole models, and files that are none. */
export function passedOver({ cases, leftOut = [] }: Plan): string[] {
  const ofVariant = (variant: string) => cases.filter((one) => one.variant === variant);
  const models = [...new Set(cases.map(({ variant }) => variant))].flatMap((variant) => {
    const all = ofVariant(variant);
    const reason = all[0]?.unsupported;
    return reason !== undefined && all.every(({ unsupported }) => unsupported === reason)
      ? [{ file: variant, reason }]
      : [];
  });
  return [...models, ...leftOut].map(({ file, reason }) => printable(`${file} is left out: ${reason}`));
}

/** How long a run takes, and how much it writes at most, in one sentence without a full stop. */
export function planCost(plan: Plan, phones = 1): string {
  const { host, phone } = plannedBytes(plan, phones);
  const time = duration(remainingMs(plan, plan.launches, []));
  const [there, here] = [megabytes(phone), megabytes(host)];
  const each = plan.share === undefined ? 'a phone' : 'for one phone of each model, which those of that model share';
  return `about ${time} ${each}; writes up to ${there} to each phone and ${here} here`;
}

/** What a plan would do on each phone, and about how long that takes before anything was measured. */
export function planSummary(plan: Plan, phones = 1): string {
  const row = (kind: string, launches: readonly PlannedLaunch[], rounds = 1): string[] => [
    kind,
    String(launches.length * rounds),
    duration(launches.reduce((sum, { expectedMs }) => sum + expectedMs, 0) * rounds),
  ];
  const before = comingBefore(plan, plan.launches, []);
  const launches = [
    ...(['prepare', 'measure', 'quality', 'confirm'] as const).flatMap((kind) => {
      const ofKind = plan.launches.filter((launch) => launch.kind === kind);
      // Only a confirmation confirms.
      return kind === 'confirm' && ofKind.length === 0 ? [] : [row(kind, ofKind)];
    }),
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
    textTable(['case', ''], cases, { width: tableWidth() }),
    '',
    textTable(['launches', 'count', 'about'], launches),
    '',
    `plan ${plan.hash.slice(0, 12)}, seed ${String(plan.seed)}: ${String(plan.cases.length)} cases, ${planCost(plan, phones)}`,
  ].join('\n');
}
