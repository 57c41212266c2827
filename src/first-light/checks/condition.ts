import { thermalStates } from '../../contract/events.js';
import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import { findSuccessfulLaunches, judgeOnIphone } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import { failed, inconclusive, passed } from '../check-result.js';
import type { Check } from './check.js';

/** Checks of the phone's condition: whether it is fit for measuring, and whether it can report that. */

export const screen: Check = {
  name: 'screen_unlocked',
  claim: 'the phone is unlocked, as WebDriverAgent reports',
  judge(evidence) {
    const { locked, orientation, troubles } = evidence.observed;
    const figures = orientation === undefined ? {} : { orientation };
    return judgeOnIphone(evidence, 'it has no screen', figures, () => {
      if (locked === undefined) return inconclusive(troubles?.['locked'] ?? 'WebDriverAgent was not asked', figures);
      return locked
        ? failed(
            'the phone is locked',
            'Unlock it and set Auto-Lock to Never (Settings > Display & Brightness)',
            figures,
          )
        : passed(figures);
    });
  },
};

export const thermal: Check = {
  name: 'thermal_state',
  claim: 'the phone reports its thermal state, and it stays below serious',
  judge(evidence) {
    const states = [...evidence.launches.values()].flatMap((launch) => [
      ...(launch.hello ? [launch.hello.state.thermal] : []),
      ...resultsOf(launch, 'measure').flatMap(({ thermal: seen }) => seen.map(([, state]) => state)),
    ]);
    const worst = thermalStates.findLast((state) => states.includes(state));
    if (worst === undefined) return inconclusive('no launch reported a thermal state');
    const figures = { thermal_worst: worst };
    const cool = worst === 'nominal' || worst === 'fair';
    return judgeOnIphone(evidence, "it has the host's temperature, which it cannot read", figures, () =>
      cool
        ? passed(figures)
        : failed(
            `the thermal state reached ${worst}`,
            'Take it out of its case, let it cool, and run first light again',
            figures,
          ),
    );
  },
};

export const lowPower: Check = {
  name: 'low_power_off',
  claim: 'Low Power Mode is off',
  judge(evidence) {
    if (evidence.hello === undefined) return inconclusive('no launch reported the power mode');
    const on = [...evidence.launches.values()].some(({ hello }) => hello?.state.lowPowerMode === true);
    return judgeOnIphone(evidence, 'it has no Low Power Mode', {}, () =>
      on ? failed('Low Power Mode is on', 'Turn it off (Settings > Battery) and run first light again') : passed({}),
    );
  },
};

/** iOS reports its charge to apps in steps of 5 %. */
const chargeStep = 0.05;

export const battery: Check = {
  name: 'battery_readable',
  claim: 'the app and WebDriverAgent report the same charge',
  judge(evidence) {
    const { hello, observed } = evidence;
    if (hello === undefined) return inconclusive('no launch reported the charge');
    const [app, wda] = [hello.state.batteryLevel, observed.batteryLevel];
    const figures = { ...(app !== undefined && { app_charge: app }), ...(wda !== undefined && { wda_charge: wda }) };
    return judgeOnIphone(evidence, "it has the host's battery, which it cannot read", figures, () => {
      if (app === undefined) return failed('the app could not read the charge', 'Report it with this file', figures);
      if (wda === undefined)
        return inconclusive(observed.troubles?.['battery'] ?? 'WebDriverAgent did not report the charge', figures);
      const apart = Math.abs(app - wda);
      return apart <= chargeStep
        ? passed(figures)
        : failed(`the two charges differ by ${apart.toFixed(2)}`, 'Report it with this file', figures);
    });
  },
};

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

export const sentinel: Check = {
  name: 'sentinel_useful',
  claim: `the sentinel takes between ${String(usefulMs.least)} and ${String(usefulMs.most)} ms`,
  judge(evidence) {
    const launches = findSuccessfulLaunches(evidence, names.warm);
    if (typeof launches === 'string') return inconclusive(launches);
    const took = launches.flatMap((launch) => resultsOf(launch, 'sentinel').map(({ sentinelNs }) => sentinelNs / 1e6));
    if (took.length === 0) return inconclusive('no sentinel ran');
    const figures = { sentinel_ms: took.map((ms) => Number(ms.toFixed(2))) };
    const outside = took.some((ms) => ms < usefulMs.least || ms > usefulMs.most);
    return judgeOnIphone(evidence, "its sentinel measures the host's speed", figures, () =>
      outside
        ? failed(
            `the sentinel took ${figures.sentinel_ms.join(', ')} ms`,
            'Report it with this file: its number of rounds has to change',
            figures,
          )
        : passed(figures),
    );
  },
};
