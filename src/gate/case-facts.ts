import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';

/** What names a case in a verdict. */
export interface CaseFacts {
  readonly case_id: string;
  readonly device_udid: string;
  /** The phone's name for a person. */
  readonly device_name: string;
  readonly device_model: string | undefined;
  readonly device_kind: string | undefined;
  readonly os_version: string | undefined;
  readonly variant: string;
  readonly compute_units: string;
  readonly size: string;
  /** Absent where predictions followed one another. */
  readonly pace_hz?: number;
}

export const caseFacts = (row: CaseRow): CaseFacts => ({
  case_id: row.case_id,
  device_udid: row.device_udid,
  device_name: deviceName(row),
  device_model: row.device_model,
  device_kind: row.device_kind,
  os_version: row.os_version,
  variant: row.variant,
  compute_units: row.compute_units,
  size: sizeOf(row),
  ...(row.pace_hz !== undefined && { pace_hz: row.pace_hz }),
});

/** The size of the low-resolution image, as budgets write it. */
export const sizeOf = ({ image_width, image_height }: CaseRow): string =>
  `${String(image_width)}x${String(image_height)}`;
