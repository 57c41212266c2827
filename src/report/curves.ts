import type { ReportCase, ReportDevice } from './report-case.js';
import type { Trade } from './pareto.js';

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

/** How far below the best variant a curve reaches, in dB: what lies deeper is of no use, and would flatten the rest. */
const depthDb = 4;

/** The PSNR, a whole number of dB, at which a curve ends; undefined when no point lies below it. */
export function floorDb(points: readonly CurvePoint[]): number | undefined {
  const floor = Math.floor(Math.max(...points.map(({ gain }) => gain))) - depthDb;
  return points.some(({ gain }) => gain < floor) ? floor : undefined;
}

/** The study's curves of one phone; those without a point are left out. */
export function curvesOf(device: ReportDevice): Curve[] {
  const cases = device.cases.filter(({ ok, psnrYDb }) => ok && psnrYDb !== undefined);
  const prefix = fileName(device.udid);
  const settings = [...new Map(cases.map((each) => [`${each.units} ${each.size}`, each])).values()];
  const curves: Curve[] = [
    {
      name: `${prefix}-psnr-package-size`,
      title: 'PSNR against package size',
      costTitle: 'package size, MB',
      points: perVariant(cases, ({ packageBytes }) => packageBytes && packageBytes / 1e6),
    },
    {
      name: `${prefix}-psnr-params`,
      title: 'PSNR against parameters',
      costTitle: 'parameters, thousands',
      points: perVariant(cases, ({ params }) => params && params / 1e3),
    },
    ...settings.map(({ units, size }) => ({
      name: fileName(`${prefix}-psnr-latency-${units}-${size.replace('×', 'x')}`),
      title: `PSNR against latency: ${units}, ${size}`,
      costTitle: 'median latency, ms',
      points: cases.flatMap((each) => (each.units === units && each.size === size ? latencyPoint(each) : [])),
    })),
  ];
  return curves.filter(({ points }) => points.length > 0);
}

/** One point a variant, at the lowest PSNR of its compute units: what an app can count on. */
function perVariant(cases: readonly ReportCase[], costOf: (of: ReportCase) => number | undefined): CurvePoint[] {
  const lowest = new Map<string, CurvePoint>();
  for (const each of cases) {
    const cost = costOf(each);
    if (cost === undefined || each.psnrYDb === undefined) continue;
    if (each.psnrYDb >= (lowest.get(each.variant)?.gain ?? Infinity)) continue;
    const { variant, family, psnrYDb: gain } = each;
    lowest.set(variant, { variant, family, cost, gain, low: undefined, high: undefined });
  }
  return [...lowest.values()];
}

function latencyPoint({
  variant,
  family,
  medianMs: cost,
  psnrYDb: gain,
  lowMs: low,
  highMs: high,
}: ReportCase): CurvePoint[] {
  return cost === undefined || gain === undefined ? [] : [{ variant, family, cost, gain, low, high }];
}

const fileName = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '_');
