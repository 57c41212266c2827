import type { Row } from '../results/read-tables.js';

/** What names a case in a verdict. */
export interface CaseFacts {
  readonly case_id: string;
  readonly device_udid: string;
  readonly device_name: string | undefined;
  readonly device_model: string | undefined;
  readonly device_kind: string | undefined;
  readonly os_version: string | undefined;
  readonly variant: string;
  readonly compute_units: string;
  readonly size: string;
}

export function caseFacts(row: Row): CaseFacts {
  const must = (column: string): string => row.text(column) ?? '';
  return {
    case_id: must('case_id'),
    device_udid: must('device_udid'),
    device_name: row.text('lab_name') ?? row.text('device_name'),
    device_model: row.text('device_model'),
    device_kind: row.text('device_kind'),
    os_version: row.text('os_version'),
    variant: must('variant'),
    compute_units: must('compute_units'),
    size: `${must('image_width')}x${must('image_height')}`,
  };
}
