import { acrossLaunches, fewestLaunches } from '../stats/across-launches.js';
import type { Interval } from '../stats/interval.js';
import { mean } from '../stats/summary.js';
import { energyOf } from './launch-energy.js';
import type { LaunchEnergy } from './launch-energy.js';
import type { LaunchRecord } from './launch-record.js';

/** What the launches of a case say of its energy together. */
export interface CaseEnergy {
  /** Undefined where no launch has any. */
  readonly figures: EnergyFigures | undefined;
  /** Why launches have none. */
  readonly whys: readonly string[];
}

export interface EnergyFigures {
  readonly idleW: number;
  readonly powerW: number;
  readonly perImageMj: number;
  readonly interval: Interval;
}

/**
 * The geometric mean of the launches, as of their latencies. With five or more the interval is that of Student's t over their
 * logarithms; with fewer it goes from the least to the most that a launch can have taken by its two times of rest.
 */
export function caseEnergy(measured: readonly LaunchRecord[]): CaseEnergy {
  const all = measured.filter(({ finished }) => finished.outcome.status === 'ok').map(energyOf);
  const known = all.filter((one): one is LaunchEnergy => 'perImageMj' in one);
  const whys = all.flatMap((one) => ('why' in one ? [one.why] : []));
  if (known.length === 0) return { figures: undefined, whys };
  const { centre, interval } = acrossLaunches(known.map(({ perImageMj }) => perImageMj));
  const widest = {
    low: Math.min(...known.map(({ lowMj }) => lowMj)),
    high: Math.max(...known.map(({ highMj }) => highMj)),
  };
  return {
    figures: {
      idleW: mean(known.map(({ idleW }) => idleW)),
      powerW: mean(known.map(({ powerW }) => powerW)),
      perImageMj: centre,
      interval: known.length >= fewestLaunches && interval !== undefined ? interval : widest,
    },
    whys,
  };
}
