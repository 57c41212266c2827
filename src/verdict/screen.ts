import { tQuantile, tUpperTail } from '../stats/student-t.js';
import { mean, median } from '../stats/summary.js';
import { standardDeviation } from '../stats/t-interval.js';
import { fewestNights, fewestPeers, screenLaunches, screenLevel } from './design.js';
import { effectOf } from './effect.js';
import type { Effect } from './effect.js';
import { screenSees } from './smallest-effect.js';
import type { Unusable } from './unusable.js';

/** Log latencies of a case's launches in one night; undefined or empty where the night has none. */
export type Night = readonly number[] | undefined;

export interface CaseNights {
  readonly tonight: Night;
  /** The same nights in the same order for all cases of a phone. */
  readonly pinned: readonly Night[];
}

export type Screened =
  | {
      /** `suspect` is to be confirmed. `no_alarm` is no proof that nothing changed. */
      readonly kind: 'suspect' | 'no_alarm';
      /** One-sided, that the case became slower than the phone's other cases did. */
      readonly p: number;
      /** With a 90 % interval. */
      readonly effect: Effect;
      /** Pinned nights that counted. */
      readonly nights: number;
      /** The smallest slowdown, as a share, that this screen finds in four nights of five. */
      readonly seesFrom: number;
    }
  /** To be confirmed as well: what could not be looked at has not passed. */
  | { readonly kind: 'not_screened'; readonly why: Unusable };

export interface ScreenedPhone {
  /** In the order of the cases. */
  readonly cases: readonly Screened[];
  /** The median over all cases, which their own figures no longer contain: what slows the whole phone. */
  readonly phone: Screened;
}

export const needsConfirmation = ({ kind }: Screened): boolean => kind !== 'no_alarm';

/**
 * Compares tonight's launches of one phone's cases with its pinned nights. From each case's log latency is taken what the phone's
 * cases deviate by in that night (their median), then Student's t asks whether tonight lies above the pinned nights as a new
 * night of the same kind would not. Before this all cases of a phone rise and fall together by more than a regression.
 */
export function screenPhone(cases: readonly CaseNights[]): ScreenedPhone {
  const levels = cases.map(levelsOf);
  const nightCount = Math.max(0, ...cases.map(({ pinned }) => pinned.length));
  const usable = levels.flatMap((level) => ('kind' in level ? [] : [level]));
  const shifts = Array.from({ length: nightCount }, (_, night) =>
    shiftOf(usable.flatMap(({ pinned, centre }) => deviation(pinned[night], centre))),
  );
  const tonight = shiftOf(usable.map((level) => level.tonight - level.centre));
  const need = fewestPeers;
  return {
    cases: levels.map((level) => {
      if ('kind' in level) return { kind: 'not_screened', why: level };
      if (tonight === undefined)
        return { kind: 'not_screened', why: { kind: 'too_few_peers', have: usable.length, need } };
      const history = level.pinned.flatMap((value, night) => deviation(value, shifts[night]));
      return compare(level.tonight - tonight, history);
    }),
    phone:
      tonight === undefined
        ? { kind: 'not_screened', why: { kind: 'too_few_peers', have: usable.length, need } }
        : compare(
            tonight,
            shifts.flatMap((shift) => shift ?? []),
          ),
  };
}

/** A case's level in each night. */
interface Levels {
  readonly tonight: number;
  readonly pinned: readonly (number | undefined)[];
  /** The mean of the pinned nights. */
  readonly centre: number;
}

function levelsOf({ tonight, pinned }: CaseNights): Levels | Unusable {
  if (tonight === undefined || tonight.length === 0) return { kind: 'no_measurement' };
  if (tonight.length < screenLaunches) return { kind: 'too_few_launches', have: tonight.length, need: screenLaunches };
  // Nights of more launches than tonight's spread less than tonight does.
  const nights = pinned.map((night) =>
    night === undefined || night.length < screenLaunches ? undefined : mean(night.slice(0, tonight.length)),
  );
  const present = nights.flatMap((night) => night ?? []);
  const level = mean(tonight);
  if (![level, ...present].every(Number.isFinite)) return { kind: 'not_a_number' };
  if (present.length < fewestNights) return { kind: 'too_few_nights', have: present.length, need: fewestNights };
  return { tonight: level, pinned: nights, centre: mean(present) };
}

const deviation = (value: number | undefined, centre: number | undefined): number[] =>
  value === undefined || centre === undefined ? [] : [value - centre];

const shiftOf = (deviations: readonly number[]): number | undefined =>
  deviations.length < fewestPeers ? undefined : median(deviations);

/** Tonight as one more night of those that were pinned, by a prediction interval (Hahn, Meeker and Escobar 2017, 4.8). */
function compare(tonight: number, pinned: readonly number[]): Screened {
  const nights = pinned.length;
  if (nights < fewestNights) {
    return { kind: 'not_screened', why: { kind: 'too_few_nights', have: nights, need: fewestNights } };
  }
  const change = tonight - mean(pinned);
  const error = standardDeviation(pinned) * Math.sqrt(1 + 1 / nights);
  const p = error === 0 ? (change > 0 ? 0 : 1) : tUpperTail(change / error, nights - 1);
  const half = tQuantile(0.95, nights - 1) * error;
  return {
    kind: p < screenLevel ? 'suspect' : 'no_alarm',
    p,
    effect: effectOf(change, { low: change - half, high: change + half }, 0.9),
    nights,
    seesFrom: screenSees(error, nights),
  };
}
