import { Problem } from '../problem.js';
import { resultsTable } from '../results/tables/results.js';
import { changePoints } from '../stats/change-points.js';
import { cusum } from '../stats/cusum.js';
import { selfStarting } from '../stats/self-starting.js';
import type { History } from './database.js';
import { ownLab } from './import-run.js';
import { groupBy } from '../results/group-by.js';

/** One figure of one case, run after run, within one epoch: the same phone, iOS build and build of the app. */
export interface Trend {
  readonly lab: string;
  readonly device: string;
  readonly device_model: string;
  readonly os_build: string;
  readonly app_build: string;
  readonly latency_source: string;
  readonly case_id: string;
  readonly points: readonly Point[];
  /** The geometric mean of the runs that others are held against; undefined with fewer than ten. */
  readonly baseline: number | undefined;
  /** The last run against the baseline, in percent. */
  readonly change_percent: number | undefined;
  /** The run with which the cumulative sum passed its limit. */
  readonly alarm: { readonly run_id: string; readonly direction: 'up' | 'down' } | undefined;
  /** Where the series changed, looked for once there is an alarm. */
  readonly changes: readonly Change[];
}

interface Point {
  readonly run_id: string;
  readonly at: string;
  readonly value: number;
  readonly variant_sha256: string;
}

interface Change {
  /** The first run after the change. */
  readonly run_id: string;
  readonly at: string;
  /** Geometric means of the runs on both sides, up to the next change. */
  readonly before: number;
  readonly after: number;
  readonly percent: number;
  readonly p: number;
  /** Whether the package changed with it. */
  readonly new_package: boolean;
}

/** How many runs at the beginning of an epoch the later ones are held against. */
const baselineRuns = 10;

export interface TrendRequest {
  /** A column of numbers of results.csv. */
  readonly metric: string;
  /** Which cases, `*` for any characters. */
  readonly cases: string;
  /** Only what this lab measured on phones of these UDIDs; all labs and phones without it. */
  readonly ownPhones?: readonly string[];
}

/** Columns that can be followed. */
const trendMetrics = resultsTable.columns
  .filter(({ type }) => type === 'number' || type === 'integer')
  .map(({ name }): string => name);

interface Row extends Omit<Trend, 'points' | 'baseline' | 'change_percent' | 'alarm' | 'changes'>, Omit<Point, 'at'> {
  readonly started_at: string;
}

/**
 * The trend of each case that the history knows, in logarithms: within an epoch, the runs after the first ten are
 * standardized by all before them and summed up (CUSUM), and where that alarms, E-divisive says where the series changed. Epochs
 * and labs are never pooled. Throws a Problem for a metric that there is not.
 */
export async function trends({ ask }: History, { metric, cases, ownPhones }: TrendRequest): Promise<Trend[]> {
  if (!trendMetrics.includes(metric)) {
    throw new Problem(`--metric ${metric}: no such column of numbers; name one of ${trendMetrics.join(', ')}`);
  }
  if (ownPhones?.length === 0) return [];
  const ofPhones =
    ownPhones === undefined
      ? ''
      : ` AND lab = $2 AND device_udid IN (${ownPhones.map((_, index) => `$${String(index + 3)}`).join(', ')})`;
  const rows = await ask<Row>(
    `SELECT lab, device_udid AS device, coalesce(device_model, '') AS device_model, coalesce(os_build, '') AS os_build,
       coalesce(app_build, '') AS app_build, coalesce(latency_source, '') AS latency_source, case_id, run_id,
       started_at, ${metric} AS value, coalesce(variant_sha256, '') AS variant_sha256
     FROM cases
     WHERE status = 'ok' AND ${metric} > 0 AND started_at IS NOT NULL AND case_id GLOB $1${ofPhones}
     ORDER BY lab, device, os_build, app_build, latency_source, case_id, started_at, run_id`,
    // Only * has a meaning here.
    [cases.replace(/[?[\]\\]/g, '[$&]'), ...(ownPhones === undefined ? [] : [ownLab, ...ownPhones])],
  );
  // Rows of one series follow one another.
  return [...groupBy(rows, keyOf).values()].map(trendOf);
}

const keyOf = (row: Row): string =>
  JSON.stringify([row.lab, row.device, row.os_build, row.app_build, row.latency_source, row.case_id]);

function trendOf(rows: readonly Row[]): Trend {
  const [first] = rows;
  if (first === undefined) throw new Error('a series without a run');
  const { lab, device, device_model, os_build, app_build, latency_source, case_id } = first;
  const points = rows.map(({ run_id, started_at: at, value, variant_sha256 }) => ({
    run_id,
    at,
    value,
    variant_sha256,
  }));
  const logs = points.map(({ value }) => Math.log(value));
  const last = logs.at(-1) ?? NaN;
  const base = logs.length < baselineRuns ? undefined : meanOf(logs.slice(0, baselineRuns));
  const alarm = base === undefined ? undefined : alarmIn(logs);
  return {
    ...{ lab, device, device_model, os_build, app_build, latency_source, case_id, points },
    baseline: base === undefined ? undefined : Math.exp(base),
    change_percent: base === undefined ? undefined : 100 * Math.expm1(last - base),
    alarm: alarm && { run_id: points[alarm.index]?.run_id ?? '', direction: alarm.direction },
    changes: alarm === undefined ? [] : changesIn(points, logs),
  };
}

/** Each run against all before it, so that ten runs suffice although they tell the spread only roughly. */
function alarmIn(logs: readonly number[]) {
  const later = selfStarting(logs).slice(baselineRuns);
  const { alarm } = cusum(later.map((value) => value ?? 0));
  return alarm && { ...alarm, index: alarm.index + baselineRuns };
}

function changesIn(points: readonly Point[], logs: readonly number[]): Change[] {
  const found = changePoints(logs);
  const edges = [0, ...found.map(({ index }) => index), logs.length];
  return found.map(({ index, p }, turn) => {
    const before = meanOf(logs.slice(edges[turn], index));
    const after = meanOf(logs.slice(index, edges[turn + 2]));
    const [previous, point] = [points[index - 1], points[index]];
    return {
      run_id: point?.run_id ?? '',
      at: point?.at ?? '',
      before: Math.exp(before),
      after: Math.exp(after),
      percent: 100 * Math.expm1(after - before),
      p,
      new_package: previous?.variant_sha256 !== point?.variant_sha256,
    };
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
