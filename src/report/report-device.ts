import { deviceName, isIphone, isModelled, osEpochOf } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';

/** A phone and its cases, in the table's order. */
export interface ReportDevice {
  readonly udid: string;
  readonly name: string;
  /** Its model and system, such as `iPhone15,2, iOS 17.5`. */
  readonly about: string;
  readonly isIphone: boolean;
  /** Whether a model drew its latency and memory. */
  readonly isModelled: boolean;
  /** Memory compares between phones of one epoch alone. */
  readonly osEpoch: string | undefined;
  readonly cases: readonly CaseRow[];
}

export function reportDevices(rows: readonly CaseRow[]): ReportDevice[] {
  return [...new Set(rows.map(({ device_udid }) => device_udid))].map((udid) => {
    const cases = rows.filter(({ device_udid }) => device_udid === udid);
    // A case that never ran may lack what the phone said about itself in others.
    const known = (column: 'lab_name' | 'device_name' | 'device_model' | 'device_kind' | 'os_version' | 'os_epoch') =>
      cases.map((row) => row[column]).find((text) => text !== undefined);
    const device_kind = known('device_kind');
    const system = known('os_version');
    const about = [known('device_model'), system === undefined ? undefined : `iOS ${system}`, device_kind];
    return {
      udid,
      name: deviceName({ device_udid: udid, lab_name: known('lab_name'), device_name: known('device_name') }),
      about: about.filter((part) => part !== undefined).join(', '),
      isIphone: isIphone({ device_kind }),
      isModelled: cases.some(isModelled),
      osEpoch: osEpochOf({ os_epoch: known('os_epoch'), os_version: system }),
      cases,
    };
  });
}

/** The size of the low-resolution image, for a person. */
export const sizeOf = ({ image_width, image_height }: CaseRow): string =>
  `${String(image_width)}×${String(image_height)}`;

/** Whether its predictions began at a rate, and so after a rest, instead of one after the other. */
export const isPaced = ({ pace_hz }: CaseRow): boolean => pace_hz !== undefined;

export const isOk = ({ status }: CaseRow): boolean => status === 'ok';
