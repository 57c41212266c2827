import type { Hello } from '../../contract/events.js';
import { latenciesNs, resultsOf } from '../../results/launch-record.js';
import { median } from '../../stats/summary.js';
import { firstLightLaunches as names } from '../plan.js';
import { failed, inconclusive, passed } from '../check-result.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import type { Check } from './check.js';

/** Checks of whether what is timed can be trusted. */

/** Above this ratio of upper to lower bound the check is inconclusive. A clock that counts in another unit is off by far more. */
const maxBoundRatio = 2;
/** How far the two clocks may differ, as a share. Quartz clocks differ by far less. */
const maxDrift = 0.005;

export const clock: Check = {
  name: 'clock_agrees',
  claim: "the app's clock runs as fast as the host's",
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [names.clock]);
    if (typeof launches === 'string') return inconclusive(launches);
    const seen = evidence.observed.sightings?.filter((sighting) => sighting.do === 'measure') ?? [];
    const [start, result] = [seen.find(({ event }) => event === 'start'), seen.find(({ event }) => event === 'result')];
    if (start === undefined || result === undefined) return inconclusive('the host did not see both ends of the step');
    const appMs = (result.tNs - start.tNs) / 1e6;
    const leastMs = Math.max(0, result.notBeforeMs - start.notAfterMs);
    const mostMs = result.notAfterMs - start.notBeforeMs;
    const figures = {
      app_ms: Math.round(appMs),
      host_at_least_ms: Math.round(leastMs),
      host_at_most_ms: Math.round(mostMs),
    };
    const remedy = 'Report it with this file: every latency from this phone is doubtful';
    if (appMs < leastMs * (1 - maxDrift) || appMs > mostMs * (1 + maxDrift)) {
      return failed(
        `the step lasts ${String(figures.app_ms)} ms on the app's clock, which is outside what the host saw`,
        remedy,
        figures,
      );
    }
    const timedMs = sumTimedMs(evidence);
    if (timedMs > appMs) return failed('the timed predictions take longer than their step', remedy, figures);
    if (mostMs > leastMs * maxBoundRatio)
      return inconclusive('the host looked too seldom to compare the clocks', figures);
    return passed({ ...figures, timed_ms: Math.round(timedMs) });
  },
};

const sumTimedMs = ({ launches }: Evidence): number => {
  const launch = launches.get(names.clock);
  const measured = launch ? resultsOf(launch, 'measure') : [];
  return measured.flatMap(({ latenciesNs }) => latenciesNs).reduce((sum, ns) => sum + ns, 0) / 1e6;
};

/** The sentinel should be short, so that it costs little, and long enough to reveal a phone that has slowed down. */
const usefulMs = { least: 10, most: 500 } as const;
/** The app gives it this length on the phones it was made for. */
const newUsefulMs = { least: 20, most: 50 } as const;
/** iPhone16,1 and 16,2 have the A17 Pro; none that is newer has an older chip. */
const firstNewModel = 16;

const usefulMsOf = ({ device }: Hello): { readonly least: number; readonly most: number } =>
  Number(/^iPhone(\d+),/.exec(device.model)?.[1] ?? 0) >= firstNewModel ? newUsefulMs : usefulMs;

export const sentinel: Check = {
  name: 'sentinel_useful',
  claim: `the sentinel takes ${String(newUsefulMs.least)} to ${String(newUsefulMs.most)} ms on an A17 or newer, elsewhere ${String(usefulMs.least)} to ${String(usefulMs.most)} ms`,
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.warm);
    if (typeof launches === 'string') return inconclusive(launches);
    const took = launches.flatMap((launch) => resultsOf(launch, 'sentinel').map(({ sentinelNs }) => sentinelNs / 1e6));
    if (took.length === 0 || evidence.hello === undefined) return inconclusive('no sentinel ran');
    const figures = { sentinel_ms: took.map(round) };
    const { least, most } = usefulMsOf(evidence.hello);
    return judgeOnIphone(evidence, "its sentinel measures the host's speed", figures, () =>
      took.some((ms) => ms < least || ms > most)
        ? failed(
            `the sentinel took ${figures.sentinel_ms.join(', ')} ms, and not ${String(least)} to ${String(most)}`,
            'Report it with this file: its number of rounds has to change',
            figures,
          )
        : passed(figures),
    );
  },
};

export const sceneActive: Check = {
  name: 'scene_active',
  claim: "the app's scene is active for the whole pause before timed predictions, and stays active during them",
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.warm);
    if (typeof launches === 'string') return inconclusive(launches);
    const askedMs = evidence.plan.launches
      .find(({ id }) => id === names.warm[0])
      ?.job.steps.flatMap((step) => (step.do === 'pause' ? step.durationS * 1000 : []))[0];
    const waitedMs = launches.flatMap((launch) => resultsOf(launch, 'pause').map(({ waitedNs }) => waitedNs / 1e6));
    if (askedMs === undefined || waitedMs.length === 0) return inconclusive('no launch paused before it measured');
    const disturbed = Object.entries(evidence.observed.disturbed ?? {});
    const figures = { asked_ms: askedMs, waited_ms: waitedMs.map(round), disturbed: disturbed.length };
    if (disturbed.length > 0) {
      return failed(
        disturbed.map(([launch, reason]) => `${launch} was disturbed: ${reason}`).join('; '),
        'Turn on a Focus that silences notifications, dismiss alerts, set Auto-Lock to Never, and leave the phone alone while it measures',
        figures,
      );
    }
    return waitedMs.every((ms) => ms >= askedMs)
      ? passed(figures)
      : failed('a pause was shorter than asked for', 'Report it with this file and the folder of the run', figures);
  },
};

export const cooldown: Check = {
  name: 'cools_down',
  claim: 'the phone comes back to the thermal state nominal before it measures',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.warm);
    if (typeof launches === 'string') return inconclusive(launches);
    const cooled = launches.flatMap((launch) => resultsOf(launch, 'cooldown'));
    if (cooled.length === 0) return inconclusive('no launch waited for the phone to cool');
    const figures = { waited_ms: cooled.map(({ waitedNs }) => round(waitedNs / 1e6)) };
    const warm = cooled.find(({ thermal }) => thermal !== 'nominal');
    return judgeOnIphone(evidence, "it has the host's temperature, which it cannot read", figures, () =>
      warm === undefined
        ? passed(figures)
        : failed(
            `it was still ${warm.thermal} after ${(warm.waitedNs / 1e9).toFixed(0)} s`,
            'Take it out of its case, unplug other chargers, let it cool, and run first light again',
            figures,
          ),
    );
  },
};

/** What a second's rest may lack, since a clock is read and a timer fires a little early or late. */
const leastRestNs = 0.95e9;

export const paced: Check = {
  name: 'paced_prediction',
  claim: 'predictions that are asked for once a second begin a second apart, so that the chip rests between them',
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, [names.paced, ...names.warm]);
    if (typeof launches === 'string') return inconclusive(launches);
    const [rested, ...others] = launches;
    const [measured] = rested ? resultsOf(rested, 'measure') : [];
    const backToBack = others.flatMap((launch) => latenciesNs(launch, 'predict'));
    if (measured === undefined || measured.startsNs.length < 2 || backToBack.length === 0)
      return inconclusive('too few predictions were timed');
    const [restedNs, backToBackNs] = [median(measured.latenciesNs), median(backToBack)];
    const figures = {
      rested_ms: measured.latenciesNs.map((ns) => round(ns / 1e6)),
      back_to_back_ms: round(backToBackNs / 1e6),
      rested_to_back_to_back: round(restedNs / backToBackNs),
    };
    const restsNs = measured.startsNs.slice(1).map((ns, index) => ns - (measured.startsNs[index] ?? 0));
    return Math.min(...restsNs) >= leastRestNs
      ? passed(figures)
      : failed(
          `two predictions began ${round(Math.min(...restsNs) / 1e6).toString()} ms apart`,
          'Report it with this file and the folder of the run',
          figures,
        );
  },
};

const round = (value: number): number => Number(value.toFixed(2));
