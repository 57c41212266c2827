import type { Calibrated } from '../calibration/keep-floors.js';
import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { printable } from '../terminal/printable.js';
import { textTable } from '../terminal/table.js';
import { calibrationLaunches } from '../verdict/calibrate.js';

/** What a calibration found, for a person: a table of the phones, then what is to be done. */
export function calibrationText(found: readonly Calibrated[]): string {
  const rows = found.map((one) => [nameOf(one), ...cellsOf(one)]);
  const head = ['phone', 'nightly sees', 'release sees', 'launches', 'thermal', 'battery', 'case'];
  return [textTable(head, rows), ...found.flatMap(adviceOn).map(printable)].join('\n\n');
}

/** 4 where a phone was not calibrated, 3 where its launches tell equal packages apart. */
export function calibrationCode(found: readonly Calibrated[]): ExitCode {
  if (found.some(({ kind }) => kind === 'unusable')) return exitCodes.missing;
  return found.some((one) => one.kind === 'kept' && one.floor.is_biased) ? exitCodes.inconclusive : exitCodes.pass;
}

const nameOf = ({ name, osVersion, osBuild }: Calibrated): string =>
  `${name}, iOS ${osVersion}${osBuild === undefined ? '' : ` (${osBuild})`}`;

function cellsOf(one: Calibrated): string[] {
  if (one.kind === 'unusable') return ['', '', '', '', '', `not calibrated: ${one.why}`];
  const { nightly_sees, strict_sees, launches, thermal_worst, battery_lowest, case_id } = one.floor;
  const battery = battery_lowest === undefined ? '' : `${String(Math.round(battery_lowest * 100))} %`;
  return [percent(nightly_sees), percent(strict_sees), String(launches), thermal_worst, battery, case_id];
}

function adviceOn(one: Calibrated): string[] {
  if (one.kind === 'unusable') {
    return [`${one.name} keeps no new noise floor; see why its launches failed, and calibrate it again.`];
  }
  const { floor, name } = one;
  const isHot = floor.thermal_worst === 'serious' || floor.thermal_worst === 'critical';
  return [
    ...(floor.is_biased
      ? [
          `${name} told equal packages apart: something favours one of the two. Calibrate it again, cool and left alone.`,
        ]
      : []),
    ...(isHot || floor.low_power_mode
      ? [
          `${name} was held back (${isHot ? `thermal state ${floor.thermal_worst}` : 'Low Power Mode'}), so it may see more than this: calibrate it again when it is not.`,
        ]
      : []),
    ...(floor.is_rough
      ? [
          `${name}: ${String(floor.launches)} launches are rough; ${String(calibrationLaunches - floor.launches)} more make the figure sure to a quarter. Calibrations of other nights count together.`,
        ]
      : []),
    `${name}: kept for the gate in ${one.file}`,
  ];
}

const percent = (share: number): string => `${String(Number((share * 100).toPrecision(3)))} %`;
