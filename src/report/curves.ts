import type { CaseRow } from '../results/tables/results.js';
import { noFamily } from './palette.js';
import type { Trade } from './pareto.js';
import { isOk, isPaced, sizeOf } from './report-device.js';
import type { ReportDevice } from './report-device.js';

/** A point of a curve: a variant. `low` and `high` are the ends of the cost's 95 % interval. */
export interface CurvePoint extends Trade {
  readonly variant: string;
  readonly family: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** One chart: PSNR against what it costs. */
export interface Curve {
  /** Unique among the run's charts; names its SVG file. */
  readonly name: string;
  readonly title: string;
  readonly costTitle: string;
  readonly points: readonly CurvePoint[];
}

/** dB below the best variant at which the axis is clipped: what lies further down is of no use, and would flatten the rest. */
const clipBelowBestDb = 4;

/** The PSNR, a whole number of dB, at which the axis is clipped; undefined when no point lies below it. */
export function clipDb(points: readonly CurvePoint[]): number | undefined {
  const clip = Math.floor(Math.max(...points.map(({ gain }) => gain))) - clipBelowBestDb;
  return points.some(({ gain }) => gain < clip) ? clip : undefined;
}

const settingOf = (row: CaseRow): string => `${row.compute_units} ${sizeOf(row)}`;

/** The study's curves of one phone, of steady cases alone; those without a point are left out. */
export function curvesOf(device: ReportDevice): Curve[] {
  const cases = device.cases.filter((row) => isOk(row) && !isPaced(row) && row.psnr_y_db !== undefined);
  const prefix = fileName(device.udid);
  const settings = [...new Map(cases.map((row) => [settingOf(row), row])).values()];
  const curves: Curve[] = [
    {
      name: `${prefix}-psnr-package-size`,
      title: 'PSNR against package size',
      costTitle: 'package size, MB',
      points: perVariant(cases, ({ package_bytes }) => package_bytes && package_bytes / 1e6),
    },
    {
      name: `${prefix}-psnr-params`,
      title: 'PSNR against parameters',
      costTitle: 'parameters, thousands',
      points: perVariant(cases, ({ params }) => params && params / 1e3),
    },
    ...settings.map((setting) => ({
      name: fileName(`${prefix}-psnr-latency-${setting.compute_units}-${sizeOf(setting).replace('×', 'x')}`),
      title: `PSNR against latency: ${setting.compute_units}, ${sizeOf(setting)}`,
      costTitle: 'median latency, ms',
      points: cases.filter((row) => settingOf(row) === settingOf(setting)).flatMap(latencyPoint),
    })),
  ];
  return curves.filter(({ points }) => points.length > 0);
}

/** A point for each variant, at the lowest PSNR of its compute units: what an app can count on. */
function perVariant(cases: readonly CaseRow[], costOf: (row: CaseRow) => number | undefined): CurvePoint[] {
  const lowest = new Map<string, CurvePoint>();
  for (const row of cases) {
    const cost = costOf(row);
    const { variant, psnr_y_db: gain } = row;
    if (cost === undefined || gain === undefined) continue;
    if (gain >= (lowest.get(variant)?.gain ?? Infinity)) continue;
    lowest.set(variant, { variant, family: familyOf(row), cost, gain, low: undefined, high: undefined });
  }
  return [...lowest.values()];
}

function latencyPoint(row: CaseRow): CurvePoint[] {
  const { variant, latency_median_ms: cost, psnr_y_db: gain } = row;
  if (cost === undefined || gain === undefined) return [];
  const { latency_ci_low_ms: low, latency_ci_high_ms: high } = row;
  return [{ variant, family: familyOf(row), cost, gain, low, high }];
}

const familyOf = ({ family }: CaseRow): string => family ?? noFamily;

const fileName = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '_');
