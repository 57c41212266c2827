import { mean } from '../stats/summary.js';
import { standardDeviation, tTestAbove0 } from '../stats/t-interval.js';
import { confirmLevel, nightly, strict } from './design.js';
import { differencesOf } from './latencies.js';
import type { PairedLaunch } from './latencies.js';
import { confirmationSees } from './smallest-effect.js';
import type { Unusable } from './unusable.js';

/** From so many A/A launches the spread is within 25 % of the true one on 95 % of phones: four nights of eight. */
export const calibrationLaunches = 32;
/** With fewer nothing is said at all. */
const fewest = nightly.launches;

export type NoiseFloor =
  | {
      readonly kind: 'measured';
      readonly launches: number;
      /** Standard deviation of a launch's mean log difference between equals. */
      readonly launchSd: number;
      /** The smallest slowdowns, as shares, that this phone shows in two confirmations. */
      readonly nightlySees: number;
      readonly strictSees: number;
      /** Fewer launches than a calibration takes: the figures may be a quarter off, or more. */
      readonly isRough: boolean;
      /** The equal arms differ, by the level of a confirmation on either side: the launches favour one of them. */
      readonly isBiased: boolean;
    }
  | { readonly kind: 'unusable'; readonly why: Unusable };

/** A phone's noise floor from A/A launches, whose base and candidate are one package. */
export function calibrate(launches: readonly PairedLaunch[]): NoiseFloor {
  const differences = differencesOf(launches, nightly.pairs);
  if ('kind' in differences) return { kind: 'unusable', why: differences };
  const means = differences.map(mean);
  const above = tTestAbove0(means);
  const below = tTestAbove0(means.map((value) => -value));
  if (means.length < fewest || above === undefined || below === undefined) {
    return { kind: 'unusable', why: { kind: 'too_few_launches', have: means.length, need: fewest } };
  }
  const launchSd = standardDeviation(means);
  return {
    kind: 'measured',
    launches: means.length,
    launchSd,
    nightlySees: confirmationSees(launchSd, nightly),
    strictSees: confirmationSees(launchSd, strict),
    isRough: means.length < calibrationLaunches,
    isBiased: Math.min(above, below) < confirmLevel,
  };
}
