import type { Count, Outcome, Tally } from './nights.js';
import { effects } from './nights.js';

/** A share as a percentage, or a dash where there was nothing to count. */
export function percent({ hits, of }: Count, digits = 1): string {
  return of === 0 ? '-' : ((100 * hits) / of).toFixed(digits);
}

export const shareOf = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const header = (...titles: readonly string[]): string =>
  `\n${row(...titles)}\n${row(...titles.map(() => '---'))}`;

const casesOfNight = 400;

/** False alarms in a night of 400 unchanged cases: how many first alarms, and how often a repetition agrees. */
function aNight({ alarms, repeats }: Tally): string {
  const first = (casesOfNight * alarms.hits) / alarms.of;
  if (alarms.hits === 0) return `0 (below ${((3 * casesOfNight) / alarms.of).toFixed(4)})`;
  return ((first * repeats.hits) / Math.max(1, repeats.of)).toFixed(6);
}

export function nightHeader(): string {
  return header(
    ...['noise', 'launch x arm', 'procedure', 'unchanged cells', 'passed on, %', 'first alarms', 'false alarms'],
    ...['a night of 400', 'found 3 / 5 / 10 %, %', 'shown equivalent, %', 'interval holds, %'],
  );
}

export function nightRows(name: string, times: number, outcome: Outcome): string[] {
  return (['nightly', 'strict'] as const).flatMap((procedure) => {
    const tallies = outcome[procedure];
    const unchanged = tallies.get(0);
    if (unchanged === undefined || unchanged.passed.of === 0) return [];
    const changed = effects.flatMap((effect) => tallies.get(effect) ?? []);
    const held = changed.reduce((total, { held: one }) => ({ of: total.of + one.of, hits: total.hits + one.hits }), {
      of: 0,
      hits: 0,
    });
    return row(
      ...[name, `x${String(times)}`, procedure, String(unchanged.passed.of), percent(unchanged.passed)],
      ...[String(unchanged.alarms.hits), String(unchanged.regressed.hits), aNight(unchanged)],
      ...[changed.map(({ regressed }) => percent(regressed)).join(' / '), percent(unchanged.equivalent), percent(held)],
    );
  });
}
