import { median } from '../stats/summary.js';
import { resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

const minuteNs = 60e9;

/** What enlarging frames for minutes came to; the median over launches of each. */
export interface SustainedFigures {
  /** The share of frames that were not ready when the next one was due. */
  readonly deadlineMissShare: number;
  /** Medians of the frames that began in the first and in the last minute; undefined for less than two minutes. */
  readonly firstMinuteNs: number | undefined;
  readonly lastMinuteNs: number | undefined;
}

/** Frames are due at `hz`, 1/s, from the beginning of the step on. Undefined without a launch that has any. */
export function sustainedOf(measured: readonly LaunchRecord[], hz: number): SustainedFigures | undefined {
  const launches = measured.flatMap((launch) =>
    resultsOf(launch, 'measure')
      .filter(({ scope, startsNs, latenciesNs }) => scope === 'predict' && startsNs.length === latenciesNs.length)
      .map(({ startsNs, latenciesNs }) => figuresOf(startsNs, latenciesNs, hz)),
  );
  if (launches.length === 0) return undefined;
  const overLaunches = (figure: (of: SustainedFigures) => number | undefined): number | undefined => {
    const known = launches.flatMap((of) => figure(of) ?? []);
    return known.length === 0 ? undefined : median(known);
  };
  return {
    deadlineMissShare: overLaunches(({ deadlineMissShare }) => deadlineMissShare) ?? 0,
    firstMinuteNs: overLaunches(({ firstMinuteNs }) => firstMinuteNs),
    lastMinuteNs: overLaunches(({ lastMinuteNs }) => lastMinuteNs),
  };
}

function figuresOf(startsNs: readonly number[], latenciesNs: readonly number[], hz: number): SustainedFigures {
  const periodNs = 1e9 / hz;
  const endNs = (index: number): number => (startsNs[index] ?? 0) + (latenciesNs[index] ?? 0);
  const missed = latenciesNs.filter((_, index) => endNs(index) > (index + 1) * periodNs).length;
  const lastsNs = latenciesNs.length === 0 ? 0 : endNs(latenciesNs.length - 1);
  const isLong = lastsNs >= 2 * minuteNs;
  const between = (fromNs: number, toNs: number): number =>
    median(latenciesNs.filter((_, index) => (startsNs[index] ?? 0) >= fromNs && (startsNs[index] ?? 0) < toNs));
  return {
    deadlineMissShare: latenciesNs.length === 0 ? 0 : missed / latenciesNs.length,
    firstMinuteNs: isLong ? between(0, minuteNs) : undefined,
    lastMinuteNs: isLong ? between(lastsNs - minuteNs, lastsNs) : undefined,
  };
}
