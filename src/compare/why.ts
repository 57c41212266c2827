import { modelArmsOf } from '../contract/job.js';
import { median } from '../stats/summary.js';
import type { CaseRow } from '../results/tables/results.js';
import type { Seen } from './difference.js';
import type { Metric } from './finding.js';
import type { Night } from './night.js';

type Witness = { readonly name: string; readonly of: (row: CaseRow) => number | undefined };

/** Figures that tell of the phone and not of the case; the share from which a change of one is worth telling. */
const sentinel: Witness = { name: 'the sentinel, a fixed loop on the CPU,', of: (row) => row.sentinel_before_ms };
const anchors: readonly Witness[] = [
  { name: 'the anchor on the CPU', of: (row) => row.anchor_median_ms },
  { name: 'the anchor on all compute units', of: (row) => row.anchor_all_median_ms },
];
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
 * compared with, from old to new. How warm, full and fast the phone was explains no picture and no memory, and is left out
 * there. One clause says so where nothing that is recorded differs.
 */
export function whyOf(pinned: readonly Seen[], candidate: Seen, metric: Metric): string[] {
  const rows = pinned.map(({ row }) => row);
  const [base, now] = [rows.at(-1), candidate.row];
  if (base === undefined) return [];
  const found = [
    ...changed('the package is another one', short(base.variant_sha256), short(now.variant_sha256)),
    ...changed('its weights', base.weight_dtype, now.weight_dtype),
    ...changed('its arithmetic', base.compute_dtype, now.compute_dtype),
    ...changed('iOS', base.os_build ?? base.os_version, now.os_build ?? now.os_version),
    ...changed('the build of the app', base.app_build, now.app_build),
    ...changed('the unit that seems to do the work', base.observed_unit, now.observed_unit),
    ...placement(base, now),
    ...(metric === 'latency' || metric === 'status' ? ofPhone(pinned, candidate) : []),
  ];
  return found.length > 0 ? found : ['nothing that is recorded differs: package, iOS, app, placement, temperature'];
}

/** What was different about the phone when it ran the case. */
function ofPhone(pinned: readonly Seen[], candidate: Seen): string[] {
  const rows = pinned.map(({ row }) => row);
  const now = candidate.row;
  const base = pinned.at(-1);
  // An anchor whose package is another one tells of that package.
  const before = base && anchorPackage(base.night);
  const isSameAnchor = before === undefined || before === (anchorPackage(candidate.night) ?? before);
  const witnesses = [sentinel, ...(isSameAnchor ? anchors : [])];
  return [
    ...memory(rows, now),
    ...changed('the worst thermal state', base?.row.thermal_worst, now.thermal_worst),
    ...battery(now),
    ...witnesses.flatMap(({ name, of }) => slower(name, rows.map(of), of(now))),
  ];
}

function anchorPackage({ plan }: Night): string | undefined {
  const [anchor] = plan?.anchors ?? [];
  return anchor && modelArmsOf(anchor.job)[0]?.sha256;
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

/** A witness varies from night to night as well: only what no pinned night had is told. */
function slower(name: string, pinned: readonly (number | undefined)[], now: number | undefined): string[] {
  const before = medianOf(pinned);
  if (before === undefined || now === undefined || Math.abs(now / before - 1) < tellingShare) return [];
  const known = pinned.filter((value) => value !== undefined);
  if (now >= Math.min(...known) && now <= Math.max(...known)) return [];
  return [`${name} was ${relative(now / before - 1, 'slower', 'faster')}`];
}

const share = (value: number): string => `${String(Math.round(value * 100))} %`;
const relative = (change: number, more: string, less: string): string =>
  `${(Math.abs(change) * 100).toFixed(1)} % ${change > 0 ? more : less}`;

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}
