import type { Row } from '../results/read-tables.js';

/** A case as the report shows it; absent is unknown. Milliseconds, bytes and decibels. */
export interface ReportCase {
  readonly row: Row;
  readonly deviceUdid: string;
  readonly variant: string;
  readonly family: string;
  readonly units: string;
  readonly size: string;
  readonly ok: boolean;
  readonly params: number | undefined;
  readonly packageBytes: number | undefined;
  readonly psnrYDb: number | undefined;
  readonly medianMs: number | undefined;
  readonly lowMs: number | undefined;
  readonly highMs: number | undefined;
}

/** A phone and its cases, in the table's order. */
export interface ReportDevice {
  readonly udid: string;
  readonly name: string;
  /** Its model and system, such as `iPhone15,2, iOS 17.5`. */
  readonly about: string;
  readonly isPhone: boolean;
  readonly cases: readonly ReportCase[];
}

export function reportDevices(rows: readonly Row[]): ReportDevice[] {
  const cases = rows.map(reportCase);
  return [...new Set(cases.map(({ deviceUdid }) => deviceUdid))].map((udid) => {
    const own = cases.filter(({ deviceUdid }) => deviceUdid === udid);
    const known = (column: string): string | undefined => own.map(({ row }) => row.text(column)).find(Boolean);
    const kind = known('device_kind');
    const os = known('os_version');
    return {
      udid,
      name: known('lab_name') ?? known('device_name') ?? udid,
      about: [known('device_model') ?? [], os === undefined ? [] : `iOS ${os}`, kind ?? []].flat().join(', '),
      isPhone: kind === undefined || kind === 'physical',
      cases: own,
    };
  });
}

function reportCase(row: Row): ReportCase {
  const must = (column: string): string => row.text(column) ?? '';
  return {
    row,
    deviceUdid: must('device_udid'),
    variant: must('variant'),
    family: row.text('family') ?? 'no family',
    units: must('compute_units'),
    size: `${must('image_width')}×${must('image_height')}`,
    ok: row.text('status') === 'ok',
    params: row.number('params'),
    packageBytes: row.number('package_bytes'),
    psnrYDb: row.number('psnr_y_db'),
    medianMs: row.number('latency_median_ms'),
    lowMs: row.number('latency_ci_low_ms'),
    highMs: row.number('latency_ci_high_ms'),
  };
}
