import { median } from '../stats/summary.js';
import type { CaseRow } from '../results/tables/results.js';

/** Figures that tell of the phone and not of the case; the share from which a change of one is worth telling. */
const witnesses = [
  { name: 'the sentinel, a fixed loop on the CPU,', of: (row) => row.sentinel_before_ms },
  { name: 'the anchor on the CPU', of: (row) => row.anchor_median_ms },
  { name: 'the anchor on all compute units', of: (row) => row.anchor_all_median_ms },
] as const satisfies readonly { readonly name: string; readonly of: (row: CaseRow) => number | undefined }[];
const tellingShare = 0.03;

/** Shares of operations by unit, and from which change on they tell of another placement. */
const units = [
  { name: 'Neural Engine', of: (row) => row.placed_ane_share },
  { name: 'GPU', of: (row) => row.placed_gpu_share },
  { name: 'CPU', of: (row) => row.placed_cpu_share },
] as const satisfies readonly { readonly name: string; readonly of: (row: CaseRow) => number | undefined }[];
const movedShare = 0.01;
const lowBattery = 0.2;
const memoryShare = 0.05;

/**
 * What is not as it was, beside the figure itself: clauses, the likeliest cause first. `pinned` are the rows that the case was
 * compared with, from old to new. One clause says so where nothing that is recorded differs.
 */
export function whyOf(pinned: readonly CaseRow[], candidate: CaseRow): string[] {
  const base = pinned.at(-1);
  if (base === undefined) return [];
  const found = [
    ...changed('the package is another one', short(base.variant_sha256), short(candidate.variant_sha256)),
    ...changed('its weights', base.weight_dtype, candidate.weight_dtype),
    ...changed('its arithmetic', base.compute_dtype, candidate.compute_dtype),
    ...changed('iOS', base.os_build ?? base.os_version, candidate.os_build ?? candidate.os_version),
    ...changed('the build of the app', base.app_build, candidate.app_build),
    ...changed('the unit that seems to do the work', base.observed_unit, candidate.observed_unit),
    ...placement(base, candidate),
    ...memory(pinned, candidate),
    ...changed('the worst thermal state', base.thermal_worst, candidate.thermal_worst),
    ...battery(candidate),
    ...witnesses.flatMap(({ name, of }) => slower(name, medianOf(pinned.map(of)), of(candidate))),
  ];
  return found.length > 0 ? found : ['nothing that is recorded differs: package, iOS, app, placement, temperature'];
}

const short = (sha256: string | undefined): string | undefined => sha256?.slice(0, 12);

function changed(what: string, before: string | undefined, now: string | undefined): string[] {
  return before === undefined || now === undefined || before === now ? [] : [`${what}: ${before} before, ${now} now`];
}

function placement(base: CaseRow, candidate: CaseRow): string[] {
  return units.flatMap(({ name, of }) => {
    const [before, now] = [of(base), of(candidate)];
    if (before === undefined || now === undefined || Math.abs(now - before) < movedShare) return [];
    return [`operations planned on the ${name}: ${share(before)} before, ${share(now)} now`];
  });
}

function memory(pinned: readonly CaseRow[], candidate: CaseRow): string[] {
  const before = medianOf(pinned.map(({ memory_predict_peak_bytes }) => memory_predict_peak_bytes));
  const now = candidate.memory_predict_peak_bytes;
  if (before === undefined || now === undefined || Math.abs(now / before - 1) < memoryShare) return [];
  return [`peak memory is ${relative(now / before - 1, 'higher', 'lower')}`];
}

function battery({ battery_level: level, low_power_mode: saves }: CaseRow): string[] {
  return [
    ...(level !== undefined && level <= lowBattery ? [`the battery was down to ${share(level)}`] : []),
    ...(saves === true ? ['the phone was in Low Power Mode'] : []),
  ];
}

function slower(name: string, before: number | undefined, now: number | undefined): string[] {
  if (before === undefined || now === undefined || Math.abs(now / before - 1) < tellingShare) return [];
  return [`${name} was ${relative(now / before - 1, 'slower', 'faster')}`];
}

const share = (value: number): string => `${String(Math.round(value * 100))} %`;
const relative = (change: number, more: string, less: string): string =>
  `${(Math.abs(change) * 100).toFixed(1)} % ${change > 0 ? more : less}`;

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}
