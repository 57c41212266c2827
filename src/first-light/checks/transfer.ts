import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import { failed, inconclusive, passed } from '../check-result.js';
import type { Check } from './check.js';

/** How long the driver waits for one write of the legacy file service. */
const driverLimitMs = 10_000;
const maxPushMs = driverLimitMs / 2;

export const transfer: Check = {
  name: 'transfer',
  claim: 'a file pushed in parts arrives complete on the phone, and the largest pull returns what was pushed',
  judge(evidence) {
    const { pull, troubles } = evidence.observed;
    const staged = findSuccessfulLaunches(evidence, [names.transfer]);
    const remedy = 'Use another cable or port, without a hub, and run first light again';
    if (typeof staged === 'string')
      return evidence.launches.has(names.transfer) ? failed(staged, remedy) : inconclusive(staged);
    const [stage] = staged.flatMap((launch) => resultsOf(launch, 'stage'));
    const figures = {
      ...(stage && { staged_bytes: stage.bytes }),
      ...(pull && { pulled_bytes: pull.bytes, pull_ms: Math.round(pull.ms) }),
    };
    if (pull === undefined) return failed(troubles?.['pull'] ?? 'the host pulled nothing', remedy, figures);
    if (!pull.intact) return failed('the host pulled other bytes than it pushed', remedy, figures);
    return passed(figures);
  },
};

export const pushTime: Check = {
  name: 'push_time',
  claim: `the largest push takes less than half of the ${String(driverLimitMs / 1000)} s that the driver waits`,
  judge(evidence) {
    const { push, troubles } = evidence.observed;
    const remedy =
      'Use a faster cable or port (USB 3, no hub); if that does not help, report it with this file: the parts of a push must become smaller';
    if (push === undefined) {
      const trouble = troubles?.['push'];
      return trouble === undefined ? inconclusive('the host pushed nothing') : failed(trouble, remedy);
    }
    const figures = {
      pushed_bytes: push.bytes,
      push_ms: Math.round(push.ms),
      push_megabytes_per_s: Number((push.bytes / 1e3 / push.ms).toFixed(2)),
    };
    return judgeOnIphone(evidence, 'no cable connects it to the host', figures, () =>
      push.ms < maxPushMs
        ? passed(figures)
        : failed(`pushing ${String(push.bytes)} bytes took ${(push.ms / 1000).toFixed(1)} s`, remedy, figures),
    );
  },
};
