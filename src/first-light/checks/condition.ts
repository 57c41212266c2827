import { thermalStates } from '../../contract/events.js';
import { firstLightLaunches as names } from '../plan.js';
import { resultsOf } from '../../results/launch-record.js';
import { ended, onIphone } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import { failed, passed, untold } from '../verdict.js';
import type { Check } from './check.js';

/** Whether the phone is fit to be measured on, and can say so. */

export const screen: Check = {
  name: 'screen_unlocked',
  claim: 'the phone is unlocked, and WebDriverAgent can tell',
  judge(evidence) {
    const { locked, orientation, troubles } = evidence.observed;
    const figures = orientation === undefined ? {} : { orientation };
    return onIphone(evidence, 'it has no screen', figures, () => {
      if (locked === undefined) return untold(troubles?.['locked'] ?? 'WebDriverAgent was not asked', figures);
      return locked
        ? failed('it is locked', 'Unlock it and set Auto-Lock to Never (Settings > Display & Brightness)', figures)
        : passed(figures);
    });
  },
};

export const thermal: Check = {
  name: 'thermal_state',
  claim: 'the phone tells how warm it is and stays below serious',
  judge(evidence) {
    const states = [...evidence.launches.values()].flatMap((launch) => [
      ...(launch.hello ? [launch.hello.state.thermal] : []),
      ...resultsOf(launch, 'measure').flatMap(({ thermal: seen }) => seen.map(([, state]) => state)),
    ]);
    const worst = thermalStates.findLast((state) => states.includes(state));
    if (worst === undefined) return untold('no launch told it');
    const figures = { thermal_worst: worst };
    const cool = worst === 'nominal' || worst === 'fair';
    return onIphone(evidence, "it has the host's heat, which it cannot read", figures, () =>
      cool
        ? passed(figures)
        : failed(`it reached ${worst}`, 'Take it out of its case, let it cool, and run first light again', figures),
    );
  },
};

export const lowPower: Check = {
  name: 'low_power_off',
  claim: 'Low Power Mode is off',
  judge(evidence) {
    if (evidence.hello === undefined) return untold('no launch told it');
    const on = [...evidence.launches.values()].some(({ hello }) => hello?.state.lowPowerMode === true);
    return onIphone(evidence, 'it has no Low Power Mode', {}, () =>
      on ? failed('it is on', 'Turn it off (Settings > Battery) and run first light again') : passed({}),
    );
  },
};

/** iOS tells apps its charge in steps of 5 %. */
const chargeStep = 0.05;

export const battery: Check = {
  name: 'battery_readable',
  claim: 'app and WebDriverAgent tell the same charge',
  judge(evidence) {
    const { hello, observed } = evidence;
    if (hello === undefined) return untold('no launch told it');
    const [app, wda] = [hello.state.batteryLevel, observed.batteryLevel];
    const figures = { ...(app !== undefined && { app_charge: app }), ...(wda !== undefined && { wda_charge: wda }) };
    return onIphone(evidence, "it has the host's battery, which it cannot read", figures, () => {
      if (app === undefined) return failed('the app could not read it', 'Report it with this file', figures);
      if (wda === undefined) return untold(observed.troubles?.['battery'] ?? 'WebDriverAgent did not tell', figures);
      const apart = Math.abs(app - wda);
      return apart <= chargeStep
        ? passed(figures)
        : failed(`they differ by ${apart.toFixed(2)}`, 'Report it with this file', figures);
    });
  },
};

/** What the host saw may leave this much open: a clock that counts in another unit is off by far more. */
const loosest = 2;
/** Two quartz clocks differ by far less. */
const drift = 0.005;

export const clock: Check = {
  name: 'clock_agrees',
  claim: "the app's clock runs as the host's does",
  judge(evidence) {
    const launches = ended(evidence, [names.clock]);
    if (typeof launches === 'string') return untold(launches);
    const seen = evidence.observed.sightings?.filter((sighting) => sighting.do === 'measure') ?? [];
    const [start, result] = [seen.find(({ event }) => event === 'start'), seen.find(({ event }) => event === 'result')];
    if (start === undefined || result === undefined) return untold('the host did not see both ends of the step');
    const appMs = (result.tNs - start.tNs) / 1e6;
    const leastMs = Math.max(0, result.notBeforeMs - start.notAfterMs);
    const mostMs = result.notAfterMs - start.notBeforeMs;
    const figures = {
      app_ms: Math.round(appMs),
      host_at_least_ms: Math.round(leastMs),
      host_at_most_ms: Math.round(mostMs),
    };
    const remedy = 'Report it with this file: every latency from this phone is doubtful';
    if (appMs < leastMs * (1 - drift) || appMs > mostMs * (1 + drift)) {
      return failed(`${String(figures.app_ms)} ms of the app lie outside what the host saw`, remedy, figures);
    }
    const timedMs = timed(evidence);
    if (timedMs > appMs) return failed('the timed predictions take longer than their step', remedy, figures);
    if (mostMs > leastMs * loosest) return untold('the host looked too seldom to compare', figures);
    return passed({ ...figures, timed_ms: Math.round(timedMs) });
  },
};

const timed = ({ launches }: Evidence): number => {
  const launch = launches.get(names.clock);
  const measured = launch ? resultsOf(launch, 'measure') : [];
  return measured.flatMap(({ latenciesNs }) => latenciesNs).reduce((sum, ns) => sum + ns, 0) / 1e6;
};

/** Short enough to cost nothing, long enough that a slowed-down phone shows. */
const usefulMs = { least: 10, most: 500 } as const;

export const sentinel: Check = {
  name: 'sentinel_useful',
  claim: `the sentinel takes between ${String(usefulMs.least)} and ${String(usefulMs.most)} ms`,
  judge(evidence) {
    const launches = ended(evidence, names.warm);
    if (typeof launches === 'string') return untold(launches);
    const took = launches.flatMap((launch) => resultsOf(launch, 'sentinel').map(({ sentinelNs }) => sentinelNs / 1e6));
    if (took.length === 0) return untold('no sentinel ran');
    const figures = { sentinel_ms: took.map((ms) => Number(ms.toFixed(2))) };
    const outside = took.some((ms) => ms < usefulMs.least || ms > usefulMs.most);
    return onIphone(evidence, "its sentinel takes the host's time", figures, () =>
      outside
        ? failed(
            'its length is of no use',
            'Report it with this file, so that its number of rounds is chosen anew',
            figures,
          )
        : passed(figures),
    );
  },
};
