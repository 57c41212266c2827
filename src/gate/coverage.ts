import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import type { FleetEntry } from './budgets.js';
import { fitsOne } from './pattern.js';
import { chipNames, deviceNames, modelNames } from './phone-names.js';
import { describeMatch } from './rule-schema.js';
import type { FleetMatch } from './rule-schema.js';

/** Phones of the fleet that a run lacks. */
export interface Gap {
  /** Which entry of the budgets file's fleet, from 1. */
  readonly entry: number;
  /** Whom it names, such as `model iPhone15,2`. */
  readonly phones: string;
  readonly wanted: number;
  readonly found: number;
  /** One clause. */
  readonly reason: string;
}

export const gapText = ({ phones, reason }: Gap): string => `${phones}: ${reason}`;

/** Whether a phone is among those that are meant. */
export const isMeant = ({ device, model, chip }: FleetMatch, row: CaseRow): boolean =>
  fitsOne(device, deviceNames(row)) && fitsOne(model, modelNames(row)) && fitsOne(chip, chipNames(row));

/** What the fleet lacks. A phone takes part when one of its cases is ok. */
export function gapsOf(rows: readonly CaseRow[], fleet: readonly FleetEntry[]): Gap[] {
  return fleet.flatMap(({ min_phones: wanted, ...match }, index) => {
    const meant = rows.filter((row) => isMeant(match, row));
    const working = new Set(meant.filter(({ status }) => status === 'ok').map(({ device_udid }) => device_udid));
    if (working.size >= wanted) return [];
    const idle = meant.filter(({ device_udid }) => !working.has(device_udid));
    const names = [...new Set(idle.map(deviceName))];
    const reason = [
      `${String(working.size)} of ${String(wanted)} took part`,
      ...(names.length > 0 ? [`without a case that is ok: ${names.join(', ')}`] : []),
    ].join('; ');
    return [{ entry: index + 1, phones: describeMatch(match), wanted, found: working.size, reason }];
  });
}
