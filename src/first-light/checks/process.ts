import type { Event } from '../../contract/events.js';
import { explain } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import { ended, onIphone } from '../evidence.js';
import { failed, passed, untold } from '../verdict.js';
import type { Check } from './check.js';

const reportIt = 'Report it with this file and the folder of the run';

export const peakResets: Check = {
  name: 'peak_memory_resets',
  claim: 'a small case after a big one has a lower peak: each launch has its own',
  judge(evidence) {
    const launches = ended(evidence, [names.big, names.small]);
    if (typeof launches === 'string') return untold(launches);
    const [big, small] = launches.map(peakBytes);
    if (big === undefined || small === undefined) return untold('no peak was measured');
    const figures = { big_peak_bytes: big, small_peak_bytes: small };
    return small < big
      ? passed(figures)
      : failed('the peak of the small case is not below that of the big one before it', reportIt, figures);
  },
};

const peakBytes = (launch: LaunchRecord): number | undefined => resultsOf(launch, 'measure').at(-1)?.footprintPeakBytes;

export const memoryReadable: Check = {
  name: 'memory_readable',
  claim: 'the app can read its memory, and the peak is never below what it uses',
  judge({ launches }) {
    const read = [...launches.values()].flatMap(({ events }) => events.flatMap(memoryIn));
    if (read.length === 0) return untold('no step told its memory');
    const wrong = read.filter(({ now, peak }) => now === 0 || peak < now);
    const figures = { readings: read.length, largest_peak_bytes: Math.max(...read.map(({ peak }) => peak)) };
    return wrong.length === 0
      ? passed(figures)
      : failed(`${String(wrong.length)} readings are zero or above their peak`, reportIt, figures);
  },
};

export const neuralMemory: Check = {
  name: 'neural_memory_readable',
  claim: 'the memory of the Neural Engine is counted while a model runs on it',
  judge(evidence) {
    const read = [...evidence.launches.values()].flatMap(({ events }) => events.flatMap(memoryIn));
    if (read.length === 0) return untold('no step told its memory');
    const neural = read.flatMap((reading) => reading.neural ?? []);
    const figures = neural.length === 0 ? {} : { largest_neural_bytes: Math.max(...neural) };
    return onIphone(evidence, 'it has no Neural Engine', figures, () => {
      if (neural.length === 0) return failed('task_info told no neural footprint', reportIt);
      return Math.max(...neural) > 0
        ? passed(figures)
        : untold('it was 0 throughout: nothing ran on the Neural Engine, or it is counted elsewhere', figures);
    });
  },
};

function memoryIn(event: Event): { now: number; peak: number; neural: number | undefined }[] {
  if (event.event !== 'result' || !('footprintBytes' in event)) return [];
  return [{ now: event.footprintBytes, peak: event.footprintPeakBytes, neural: event.neuralBytes }];
}

export const killClassified: Check = {
  name: 'kill_classified',
  claim: 'an app that is ended in the middle of measuring leaves events that say so',
  judge({ launches, observed: { killedIn } }) {
    const launch = launches.get(names.killed);
    if (launch === undefined) return untold(`the launch ${names.killed} did not come about`);
    const { outcome } = launch.finished;
    const figures = { events: launch.events.length, status: outcome.status };
    if (killedIn === undefined) return untold(`the host did not see measuring begin: ${explain(outcome)}`, figures);
    if (outcome.status === 'crashed' && outcome.step === killedIn) return passed({ ...figures, step: outcome.step });
    return failed(
      outcome.status === 'ok'
        ? 'the app went on to its end although the host ended it'
        : `the app was ended in ${killedIn}, and it was told as: ${explain(outcome)}`,
      reportIt,
      figures,
    );
  },
};

export const recovers: Check = {
  name: 'recovers_from_kill',
  claim: 'the launch after the ended one is whole',
  judge(evidence) {
    const killed = evidence.launches.get(names.killed);
    if (killed?.finished.outcome.status !== 'crashed') return untold('no app was ended in the middle');
    const next = ended(evidence, [names.clock]);
    if (typeof next !== 'string') return passed({ events: next.reduce((sum, { events }) => sum + events.length, 0) });
    return evidence.launches.has(names.clock)
      ? failed(next, 'Restart the phone and run first light again; report it with this file when it stays so')
      : untold(next);
  },
};
