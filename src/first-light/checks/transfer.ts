import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import { ended, onIphone } from '../evidence.js';
import { failed, passed, untold } from '../verdict.js';
import type { Check } from './check.js';

/** The driver waits so long for one write of the legacy file service. */
const driverLimitMs = 10_000;
const comfortable = driverLimitMs / 2;

export const transfer: Check = {
  name: 'transfer',
  claim: 'a file in parts arrives whole on the phone, and the largest pull comes back as it was',
  judge(evidence) {
    const { pull, troubles } = evidence.observed;
    const staged = ended(evidence, [names.transfer]);
    const remedy = 'Use another cable or port, without a hub, and run first light again';
    if (typeof staged === 'string')
      return evidence.launches.has(names.transfer) ? failed(staged, remedy) : untold(staged);
    const [stage] = staged.flatMap((launch) => resultsOf(launch, 'stage'));
    const figures = {
      ...(stage && { staged_bytes: stage.bytes }),
      ...(pull && { pulled_bytes: pull.bytes, pull_ms: Math.round(pull.ms) }),
    };
    if (pull === undefined) return failed(troubles?.['pull'] ?? 'nothing was pulled', remedy, figures);
    if (!pull.intact) return failed('what was pulled is not what was pushed', remedy, figures);
    return passed(figures);
  },
};

export const pushTime: Check = {
  name: 'push_time',
  claim: `the largest push takes less than half of the ${String(driverLimitMs / 1000)} s that the driver waits`,
  judge(evidence) {
    const { push, troubles } = evidence.observed;
    const remedy =
      'Use a faster cable or port (USB 3, no hub); if that does not help, the parts of a push must become smaller';
    if (push === undefined) {
      const trouble = troubles?.['push'];
      return trouble === undefined ? untold('nothing was pushed') : failed(trouble, remedy);
    }
    const figures = {
      pushed_bytes: push.bytes,
      push_ms: Math.round(push.ms),
      push_megabytes_per_s: Number((push.bytes / 1e3 / push.ms).toFixed(2)),
    };
    return onIphone(evidence, 'no cable is between it and the host', figures, () =>
      push.ms < comfortable
        ? passed(figures)
        : failed(`${String(push.bytes)} bytes took ${(push.ms / 1000).toFixed(1)} s`, remedy, figures),
    );
  },
};
