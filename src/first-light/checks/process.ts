import type { Event } from '../../contract/events.js';
import { osEpoch } from '../../contract/os-epochs.js';
import { explain } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import { failed, inconclusive, notApplicable, passed } from '../check-result.js';
import type { Check } from './check.js';

const reportIt = 'Report it with this file and the folder of the run';

export const peakResets: Check = {
  name: 'peak_memory_resets',
  claim: 'a small case after a big one has a lower peak, since each launch has its own peak',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [names.big, names.small]);
    if (typeof launches === 'string') return inconclusive(launches);
    const [big, small] = launches.map(readPeakBytes);
    if (big === undefined || small === undefined) return inconclusive('no launch reported a peak');
    const figures = { big_peak_bytes: big, small_peak_bytes: small };
    return small < big
      ? passed(figures)
      : failed('the peak of the small case is not below the peak of the big case before it', reportIt, figures);
  },
};

const readPeakBytes = (launch: LaunchRecord): number | undefined =>
  resultsOf(launch, 'measure').at(-1)?.footprintPeakBytes;

export const memoryReadable: Check = {
  name: 'memory_readable',
  claim: 'the app can read its memory, and its peak is never below its current use',
  judge({ launches }) {
    const readings = [...launches.values()].flatMap(({ events }) => events.flatMap(readMemory));
    if (readings.length === 0) return inconclusive('no step reported its memory');
    const wrong = readings.filter(({ now, peak }) => now === 0 || peak < now);
    const figures = { readings: readings.length, largest_peak_bytes: Math.max(...readings.map(({ peak }) => peak)) };
    return wrong.length === 0
      ? passed(figures)
      : failed(
          `${String(wrong.length)} of ${String(readings.length)} memory readings are zero or above their peak`,
          reportIt,
          figures,
        );
  },
};

export const neuralMemory: Check = {
  name: 'neural_memory_readable',
  claim: 'iOS counts the memory of the Neural Engine while a model runs on it',
  judge(evidence) {
    const readings = [...evidence.launches.values()].flatMap(({ events }) => events.flatMap(readMemory));
    if (readings.length === 0) return inconclusive('no step reported its memory');
    const neural = readings.flatMap((reading) => reading.neural ?? []);
    const figures = neural.length === 0 ? {} : { largest_neural_bytes: Math.max(...neural) };
    return judgeOnIphone(evidence, 'it has no Neural Engine', figures, () => {
      if (neural.length === 0) return failed('task_info reported no neural footprint', reportIt);
      return Math.max(...neural) > 0
        ? passed(figures)
        : inconclusive(
            'the neural footprint was always 0: nothing ran on the Neural Engine, or iOS counts it elsewhere',
            figures,
          );
    });
  },
};

export const neuralMemoryCounted: Check = {
  name: 'neural_memory_counted',
  claim: 'from iOS 27 on, the memory of the app contains that of the Neural Engine',
  judge(evidence) {
    const { launches, osVersion } = evidence;
    const readings = [...launches.values()].flatMap(({ events }) => events.flatMap(readMemory));
    const both = readings.flatMap(({ now, neural }) => (neural === undefined ? [] : [{ now, neural }]));
    if (readings.length === 0) return inconclusive('no step reported its memory');
    if (osEpoch(osVersion) !== 'from-27')
      return notApplicable(`iOS ${osVersion} counts the memory of the Neural Engine elsewhere`);
    const below = both.filter(({ now, neural }) => now < neural);
    const figures = { readings: both.length, below_neural: below.length };
    return judgeOnIphone(evidence, 'it has no Neural Engine', figures, () => {
      if (both.every(({ neural }) => neural === 0))
        return inconclusive('the neural footprint was always 0: nothing ran on the Neural Engine', figures);
      return below.length === 0
        ? passed(figures)
        : failed(
            'the memory of the app was smaller than its neural footprint',
            'Report it with this file: the memory columns of this iOS belong to another os_epoch (src/contract/os-epochs.ts)',
            figures,
          );
    });
  },
};

function readMemory(event: Event): { now: number; peak: number; neural: number | undefined }[] {
  if (event.event !== 'result' || !('footprintBytes' in event)) return [];
  return [{ now: event.footprintBytes, peak: event.footprintPeakBytes, neural: event.neuralBytes }];
}

export const killClassified: Check = {
  name: 'kill_classified',
  claim: 'the events of an app that is killed while it measures show that',
  judge({ launches, observed: { killedIn } }) {
    const launch = launches.get(names.killed);
    if (launch === undefined) return inconclusive(`the launch ${names.killed} did not take place`);
    const { outcome } = launch.finished;
    const figures = { events: launch.events.length, status: outcome.status };
    if (killedIn === undefined)
      return inconclusive(`the host did not see the measurement begin: ${explain(outcome)}`, figures);
    if (outcome.status === 'crashed' && outcome.step === killedIn) return passed({ ...figures, step: outcome.step });
    return failed(
      outcome.status === 'ok'
        ? 'the app ran to its end although the host killed it'
        : `the host killed the app in ${killedIn}, but its events show something else: ${explain(outcome)}`,
      reportIt,
      figures,
    );
  },
};

export const recovers: Check = {
  name: 'recovers_from_kill',
  claim: 'the launch after the killed one succeeds',
  judge(evidence) {
    const killed = evidence.launches.get(names.killed);
    if (killed?.finished.outcome.status !== 'crashed')
      return inconclusive('the host killed no app in the middle of a step');
    const next = findSuccessfulLaunches(evidence, [names.clock]);
    if (typeof next !== 'string') return passed({ events: next.reduce((sum, { events }) => sum + events.length, 0) });
    return evidence.launches.has(names.clock)
      ? failed(next, 'Restart the phone and run first light again; report it with this file if that does not help')
      : inconclusive(next);
  },
};
