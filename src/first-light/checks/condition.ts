import { thermalStates } from '../../contract/events.js';
import { resultsOf } from '../../results/launch-record.js';
import { judgeOnIphone } from '../evidence.js';
import { failed, inconclusive, passed } from '../check-result.js';
import type { Check } from './check.js';

/** Checks of the phone's condition: whether it is fit for measuring, and whether it can report that. */

export const screen: Check = {
  name: 'screen_unlocked',
  claim: 'the phone is unlocked, as WebDriverAgent reports',
  judge({ observed: { locked, orientation, troubles } }) {
    const figures = orientation === undefined ? {} : { orientation };
    if (locked === undefined) return inconclusive(troubles?.['locked'] ?? 'WebDriverAgent was not asked', figures);
    return locked
      ? failed('the phone is locked', 'Unlock it and set Auto-Lock to Never (Settings > Display & Brightness)', figures)
      : passed(figures);
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

/**
 * iOS reports its charge to apps in steps of 5 %, and both report it as float32: there one step, such as from .90 to .95,
 * is up to 6e-8 longer.
 */
const mostApart = 0.05 + 1e-6;

export const battery: Check = {
  name: 'battery_readable',
  claim: 'the app and WebDriverAgent report the same charge',
  judge(evidence) {
    const { hello, observed } = evidence;
    if (hello === undefined) return inconclusive('no launch reported the charge');
    const [app, wda] = [hello.state.batteryLevel, observed.batteryLevel];
    const figures = { ...(app !== undefined && { app_charge: app }), ...(wda !== undefined && { wda_charge: wda }) };
    return judgeOnIphone(evidence, 'it has no real battery', figures, () => {
      if (app === undefined) return failed('the app could not read the charge', 'Report it with this file', figures);
      if (wda === undefined)
        return inconclusive(observed.troubles?.['battery'] ?? 'WebDriverAgent did not report the charge', figures);
      const apart = Math.abs(app - wda);
      return apart <= mostApart
        ? passed(figures)
        : failed(`the two charges differ by ${apart.toFixed(2)}`, 'Report it with this file', figures);
    });
  },
};
