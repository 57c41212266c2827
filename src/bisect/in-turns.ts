import { latenciesNs } from '../results/launch-record.js';
import type { LaunchRecord } from '../results/launch-record.js';
import { mean } from '../stats/summary.js';
import { screenIterations } from '../verdict/design.js';
import type { Design } from '../verdict/design.js';
import { blockOrder, logLatencyOf } from '../verdict/latencies.js';
import type { Arm, PairedLaunch } from '../verdict/latencies.js';

/*
 * Two builds of the app cannot take turns within a launch: only one is installed at a time. So installations take turns, A B B A A
 * B and so on, each with a few fresh launches. What differs from one launch to the next does not cancel then, as it does in a
 * confirmation, and is what the pairs of installations scatter by.
 */

/** How two builds are compared: pairs of installations, launches of each, predictions of each launch (docs/measurement.md). */
export const installations = { pairs: 8, launches: 3, iterations: screenIterations } as const;

/** The same for `confirm`, to which a pair of installations is what a launch with one pair of blocks is. */
export const inTurns: Design = {
  launches: installations.pairs,
  pairs: 1,
  blockIterations: installations.launches * installations.iterations,
};

/** Which build each installation is of, in order. */
export const installationOrder: readonly Arm[] = blockOrder(installations.pairs, 'base');

/**
 * What the launches of an installation say: the mean of their log latencies, by the median of each. Undefined where fewer than
 * all came to a good end, on the build that was to be measured.
 */
export function installationLog(launches: readonly LaunchRecord[], appBuild: string | undefined): number | undefined {
  const logs = launches.flatMap((record) => {
    const { session, finished } = record;
    if (finished.outcome.status !== 'ok' || session.appBuild !== appBuild) return [];
    const timed = latenciesNs(record, 'predict');
    return timed.length === 0 ? [] : [logLatencyOf(timed)];
  });
  return logs.length < installations.launches ? undefined : mean(logs);
}

/** The installations two by two, as `confirm` takes pairs; `logs` are in the order in which builds were installed. */
export const pairsOfInstallations = (logs: readonly number[]): PairedLaunch[] =>
  Array.from({ length: Math.floor(logs.length / 2) }, (_, pair) => ({
    blocks: [2 * pair, 2 * pair + 1].map((at) => ({
      arm: installationOrder[at] ?? 'base',
      logLatency: logs[at] ?? NaN,
    })),
  }));
