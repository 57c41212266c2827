import { comparedArm } from '../plan/confirm-plan.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { LaunchRecord } from '../results/launch-record.js';
import { resultsOf } from '../results/launch-record.js';
import { logLatencyOf } from '../verdict/latencies.js';
import type { Block } from '../verdict/latencies.js';

/** The timed blocks of a launch that compares two packages, in the order of its steps. */
export const blocksOf = (record: LaunchRecord, planned: PlannedLaunch): Block[] =>
  resultsOf(record, 'measure').flatMap((result): Block[] => {
    const arm = comparedArm(planned, result.step);
    return arm === undefined ? [] : [{ arm, logLatency: logLatencyOf(result.latenciesNs) }];
  });
