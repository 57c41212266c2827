import type { Evidence } from '../evidence.js';
import { judgeOffSimulator } from '../evidence.js';
import { failed, inconclusive, notApplicable, passed } from '../check-result.js';
import type { CheckResult, Figures } from '../check-result.js';
import type { GaugeWord } from '../observed.js';
import type { Check } from './check.js';

/** Checks of the battery's gauge: what energy and degrees in the tables rest on (docs/measurement.md). */

const whyNoSimulator = 'a simulator has no battery';
const reportIt = 'Report it with this file; leave energy out of sweeps on this phone';

/** Judges what the gauge said, once it was asked and said something. */
function judgeWords(
  evidence: Evidence,
  judge: (words: readonly GaugeWord[], last: GaugeWord) => CheckResult,
): CheckResult {
  const { gauge, troubles } = evidence.observed;
  return judgeOffSimulator(evidence, whyNoSimulator, {}, () => {
    if (gauge === undefined) return inconclusive(troubles?.['gauge'] ?? 'the gauge of the battery was not asked');
    const last = gauge.at(-1);
    return last === undefined ? notApplicable('the phone tells nothing of its battery') : judge(gauge, last);
  });
}

/** A phone that has just been used in a room, or in a cool one. */
const [coldestC, warmestC] = [5, 50];

export const batteryTemperature: Check = {
  name: 'battery_temperature',
  claim: 'the battery tells a temperature that a phone in use can have, in hundredths of a degree',
  judge: (evidence) =>
    judgeWords(evidence, (_, { reading: { temperatureC } }) => {
      if (temperatureC === undefined) return notApplicable('the phone does not tell the temperature of its battery');
      const figures = { battery_temperature_c: temperatureC };
      return temperatureC >= coldestC && temperatureC <= warmestC
        ? passed(figures)
        : failed(`its battery has ${String(temperatureC)} °C`, reportIt, figures);
    }),
};

/** How far the load may be from what comes in less what charges the battery, as a share of the larger of the two. */
const unitTolerance = 0.3;

export const powerUnit: Check = {
  name: 'power_unit',
  claim: 'the load is in milliwatts: it is what comes through the cable less what charges the battery',
  judge: (evidence) =>
    judgeWords(evidence, (_, { reading: { systemLoadMw, inputMw, voltageMv, currentMa } }) => {
      if (systemLoadMw === undefined) return notApplicable('the phone does not tell its load');
      const figures: Figures = { system_load_mw: systemLoadMw };
      if (inputMw === undefined || voltageMv === undefined || currentMa === undefined)
        return inconclusive('the phone does not tell what comes in or what charges its battery', figures);
      const expectedMw = Math.round(inputMw - (voltageMv * currentMa) / 1e3);
      const all: Figures = { ...figures, input_mw: inputMw, voltage_mv: voltageMv, current_ma: currentMa };
      const apart = Math.abs(systemLoadMw - expectedMw);
      return apart <= unitTolerance * Math.max(inputMw, systemLoadMw)
        ? passed({ ...all, expected_load_mw: expectedMw })
        : failed(`its load is ${String(systemLoadMw)}, and ${String(expectedMw)} mW are to be expected`, reportIt, all);
    }),
};

/** Between two words of the gauge, the host may have seen either as late as this. */
const seenLateS = 2.5;
const tickTolerance = 0.1;
const slowestRefreshS = 90;
/** What the mean of the load between two words may be, mW. */
const [leastMw, mostMw] = [20, 40_000];

export const powerRefresh: Check = {
  name: 'power_refresh',
  claim: 'the gauge adds up one reading of the load a second, and says something new every 90 s or sooner',
  judge: (evidence) =>
    judgeWords(evidence, (words) => {
      const heard = words.flatMap(({ atMs, reading: { load } }) => (load ? [{ atS: atMs / 1e3, ...load }] : []));
      if (heard.length === 0) return notApplicable('the phone does not add up its load, so it has no energy');
      // When the first word was said, nobody knows.
      const [, from] = heard;
      const to = heard.at(-1);
      if (from === undefined || to === undefined || to === from)
        return inconclusive('the gauge said too little that was new while it was listened to');
      const [seconds, counted] = [to.atS - from.atS, to.count - from.count];
      const meanMw = (to.sumMws - from.sumMws) / counted;
      const figures = {
        refresh_s: Number((seconds / (heard.length - 2)).toFixed(1)),
        counted,
        mean_load_mw: Math.round(meanMw),
      };
      if (Math.abs(counted - seconds) > seenLateS + tickTolerance * seconds)
        return failed(`it counted ${String(counted)} in ${seconds.toFixed(1)} s`, reportIt, figures);
      return meanMw >= leastMw && meanMw <= mostMw && figures.refresh_s <= slowestRefreshS
        ? passed(figures)
        : failed('its mean load or its pace is none of a phone', reportIt, figures);
    }),
};
