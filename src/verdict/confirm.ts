import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import { mean } from '../stats/summary.js';
import { standardDeviation, tInterval, tTestAbove0 } from '../stats/t-interval.js';
import { confirmLevel, equivalenceMargin, smallestWorth } from './design.js';
import type { Design } from './design.js';
import { effectOf } from './effect.js';
import type { Effect } from './effect.js';
import { differencesOf } from './latencies.js';
import type { PairedLaunch } from './latencies.js';
import { confirmationSees } from './smallest-effect.js';
import type { Unusable } from './unusable.js';

export interface Evidence {
  /** Mean over launches, with a 95 % interval by Student's t. */
  readonly effect: Effect;
  /** The Hodges-Lehmann estimate over all pairs, as a share: how large the change is to a median that outliers hardly move. */
  readonly pairsChange: number;
  /** One-sided p values of Student's t over launches. */
  readonly pSlower: number;
  readonly pFaster: number;
  /** The 90 % interval lies within the margin of equivalence: two one-sided tests (Schuirmann 1987). */
  readonly isEquivalent: boolean;
  readonly launches: number;
  readonly pairs: number;
  /** Standard deviation of a launch's mean log difference. */
  readonly launchSd: number;
  /** The smallest slowdown, as a share, that a phone with this spread shows in two confirmations: "cannot see below". */
  readonly seesFrom: number;
}

export type Confirmation =
  | { readonly kind: 'slower' | 'faster' | 'no_difference'; readonly evidence: Evidence }
  | { readonly kind: 'unusable'; readonly why: Unusable };

/**
 * Whether a case's candidate is slower or faster than its base by pairs of blocks in fresh launches: sure by Student's t over the
 * launches' means, and large enough by the Hodges-Lehmann estimate of the pairs. Blocks of one launch share what only another
 * launch shows, so tests over pairs promise too much (docs/measurement.md).
 */
export function confirm(launches: readonly PairedLaunch[], design: Design): Confirmation {
  const differences = differencesOf(launches, design.pairs);
  if ('kind' in differences) return { kind: 'unusable', why: differences };
  if (launches.length === 0) return { kind: 'unusable', why: { kind: 'no_measurement' } };
  const means = differences.map(mean);
  const pSlower = tTestAbove0(means);
  const interval = tInterval(means);
  const narrow = tInterval(means, 0.9);
  if (means.length < design.launches || pSlower === undefined || interval === undefined || narrow === undefined) {
    return { kind: 'unusable', why: { kind: 'too_few_launches', have: means.length, need: design.launches } };
  }
  const pFaster = tTestAbove0(means.map((value) => -value)) ?? 1;
  const pairs = differences.flat();
  const pairsLog = hodgesLehmann(pairs);
  const launchSd = standardDeviation(means);
  const worth = Math.log1p(smallestWorth);
  const margin = Math.log1p(equivalenceMargin);
  const evidence: Evidence = {
    effect: effectOf(mean(means), interval, 0.95),
    pairsChange: Math.expm1(pairsLog),
    pSlower,
    pFaster,
    isEquivalent: narrow.low > -margin && narrow.high < margin,
    launches: means.length,
    pairs: pairs.length,
    launchSd,
    seesFrom: confirmationSees(launchSd, { launches: means.length }),
  };
  if (pSlower < confirmLevel && pairsLog >= worth) return { kind: 'slower', evidence };
  if (pFaster < confirmLevel && pairsLog <= -worth) return { kind: 'faster', evidence };
  return { kind: 'no_difference', evidence };
}
