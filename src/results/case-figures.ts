import { thermalStates } from '../contract/events.js';
import type { ResultOf, ThermalState } from '../contract/events.js';
import { acrossLaunches } from '../stats/across-launches.js';
import { batchInterval } from '../stats/batch-interval.js';
import type { Interval } from '../stats/batch-interval.js';
import { mean, median, outlierRate, quantile, smallestSampleFor } from '../stats/summary.js';
import type { CaseRecord } from './case-record.js';
import { latenciesNs, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

export interface LatencyFigures {
  readonly iterations: number;
  readonly medianNs: number;
  readonly interval: Interval | undefined;
  readonly intervalKind: 'within_launch' | 'across_launches' | undefined;
  readonly meanNs: number;
  readonly minNs: number;
  readonly maxNs: number;
  readonly p90Ns: number | undefined;
  readonly p95Ns: number | undefined;
  readonly p99Ns: number | undefined;
  readonly outlierRate: number;
}

/** Undefined when no launch has timed predictions. */
export function latencyOf({ measured }: CaseRecord): LatencyFigures | undefined {
  const perLaunch = measured.map((launch) => latenciesNs(launch, 'predict')).filter((values) => values.length > 0);
  const [first, ...more] = perLaunch;
  if (first === undefined) return undefined;
  const all = perLaunch.flat();
  const medians = perLaunch.map(median);
  const interval = more.length === 0 ? batchInterval(first) : acrossLaunches(medians);
  const percentile = (name: keyof typeof smallestSampleFor, at: number): number | undefined =>
    all.length >= smallestSampleFor[name] ? quantile(all, at) : undefined;
  return {
    iterations: all.length,
    medianNs: median(medians),
    interval,
    intervalKind: interval && (more.length === 0 ? 'within_launch' : 'across_launches'),
    meanNs: mean(all),
    minNs: quantile(all, 0),
    maxNs: quantile(all, 1),
    p90Ns: percentile('p90', 0.9),
    p95Ns: percentile('p95', 0.95),
    p99Ns: percentile('p99', 0.99),
    outlierRate: outlierRate(all),
  };
}

export const loadOf = (
  launch: LaunchRecord | undefined,
  procedure: ResultOf<'load'>['procedure'],
): ResultOf<'load'> | undefined => launch && resultsOf(launch, 'load').find((load) => load.procedure === procedure);

export const placementOf = ({ prepared }: CaseRecord): ResultOf<'placement'>['shares'] =>
  prepared && resultsOf(prepared, 'placement')[0]?.shares;

export function thermalOf({
  measured,
}: CaseRecord): { start: ThermalState; end: ThermalState; worst: ThermalState } | undefined {
  const states = measured.flatMap((launch) =>
    resultsOf(launch, 'measure').flatMap(({ thermal }) => thermal.map(([, state]) => state)),
  );
  const [start] = states;
  const end = states.at(-1);
  if (start === undefined || end === undefined) return undefined;
  const worst = thermalStates.findLast((state) => states.includes(state)) ?? end;
  return { start, end, worst };
}

/** Latencies this near to the CPU's were most likely computed there. */
const cpuLike = 0.1;

export function observedUnit(row: CaseRecord): 'cpu' | 'accelerator' | undefined {
  const [first] = row.measured;
  if (first?.hello?.device.kind !== 'physical') return undefined;
  if (row.planned.computeUnits === 'cpuOnly') return 'cpu';
  const here = latencyOf(row);
  const onCpu = row.onCpu.map((launch) => latenciesNs(launch, 'predict')).filter((values) => values.length > 0);
  if (here === undefined || onCpu.length === 0) return undefined;
  return Math.abs(here.medianNs / median(onCpu.map(median)) - 1) <= cpuLike ? 'cpu' : 'accelerator';
}

export const startedAt = ({ measured: [first] }: CaseRecord): string | undefined => first?.finished.startedAt;
export const finishedAt = ({ measured }: CaseRecord): string | undefined => measured.at(-1)?.finished.at;
