import { acrossLaunches } from '../stats/across-launches.js';
import { lag1Autocorrelation } from '../stats/autocorrelation.js';
import { driftSlope } from '../stats/drift.js';
import type { Interval } from '../stats/interval.js';
import { median, outlierRate, quantilesInPlace, smallestSampleFor } from '../stats/summary.js';
import { withinLaunch } from '../stats/within-launch.js';
import { latenciesNs, medianNs, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

/** What the timed predictions of a case's launches say together. */
export interface LatencyFigures {
  readonly iterations: number;
  /** The only launch's median, or the geometric mean of the launches' medians; the interval is that of the same estimate. */
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
  /** The median over launches. */
  readonly lag1Autocorrelation: number | undefined;
  /** Of the median, by which the latency grows in a minute; the median over launches. */
  readonly driftPerMinute: number | undefined;
}

/** Undefined when no launch has timed predictions. */
export function latencyOf(measured: readonly LaunchRecord[]): LatencyFigures | undefined {
  const perLaunch = measured.map((launch) => latenciesNs(launch, 'predict')).filter((values) => values.length > 0);
  const [first, ...more] = perLaunch;
  if (first === undefined) return undefined;
  const iterations = perLaunch.reduce((sum, { length }) => sum + length, 0);
  const all = together(perLaunch, iterations);
  const medians = measured.flatMap((launch) => medianNs(launch) ?? []);
  const { centre, interval } = more.length === 0 ? withinLaunch(first) : acrossLaunches(medians);
  const spread = meanAndExtremes(all);
  const [p90Ns, p95Ns, p99Ns] = quantilesInPlace(all, [0.9, 0.95, 0.99]);
  const where = (name: keyof typeof smallestSampleFor, ns: number | undefined): number | undefined =>
    iterations >= smallestSampleFor[name] ? ns : undefined;
  return {
    iterations,
    medianNs: centre,
    interval,
    intervalKind: interval && (more.length === 0 ? 'within_launch' : 'across_launches'),
    ...spread,
    p90Ns: where('p90', p90Ns),
    p95Ns: where('p95', p95Ns),
    p99Ns: where('p99', p99Ns),
    outlierRate: outlierRate(all),
    lag1Autocorrelation: medianOf(perLaunch.flatMap((values) => lag1Autocorrelation(values) ?? [])),
    driftPerMinute: medianOf(measured.flatMap((launch) => driftPerMinute(launch) ?? [])),
  };
}

const medianOf = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : median(values));

const minuteNs = 60e9;

/** Undefined for a launch with several timed steps: one may be cooler than the other. */
function driftPerMinute(launch: LaunchRecord): number | undefined {
  const [timed, ...more] = resultsOf(launch, 'measure').filter(({ scope }) => scope === 'predict');
  const centreNs = medianNs(launch);
  if (timed === undefined || more.length > 0 || centreNs === undefined || centreNs === 0) return undefined;
  if (timed.startsNs.length !== timed.latenciesNs.length) return undefined;
  const slope = driftSlope(timed.startsNs, timed.latenciesNs);
  return slope === undefined ? undefined : (slope * minuteNs) / centreNs;
}

function together(lists: readonly (readonly number[])[], length: number): Float64Array {
  const all = new Float64Array(length);
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

function meanAndExtremes(values: Float64Array): Pick<LatencyFigures, 'meanNs' | 'minNs' | 'maxNs'> {
  let [sum, minNs, maxNs] = [0, Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    sum += value;
    if (value < minNs) minNs = value;
    if (value > maxNs) maxNs = value;
  }
  return { meanNs: sum / values.length, minNs, maxNs };
}
