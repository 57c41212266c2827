import { isDrawn, sizeOf } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';

/** PSNR that may be given up for speed, dB: about what begins to show. */
export const mayLoseDb = 0.5;

/** The variant that a chart calls recommended, and why. */
export interface Recommended {
  readonly variant: string;
  readonly why: string;
}

/** The drawn cases of a setting. */
export const casesAt = ({ cases }: ReportData, { phone, units, size }: Selection): ReportCase[] =>
  cases.filter((row) => isDrawn(row) && row.phone === phone && row.compute_units === units && sizeOf(row) === size);

/**
 * What `ship` recommends, where it did; otherwise, of a setting, the fastest variant that loses at most half a dB of PSNR against
 * the best. Nothing where PSNR or latency is unknown.
 */
export function recommended(data: ReportData, selection: Selection): Recommended[] {
  const shipped = Object.entries(data.shipped).flatMap(([variant, why]) =>
    why === undefined ? [] : [{ variant, why }],
  );
  if (shipped.length > 0) return shipped;
  const known = casesAt(data, selection).flatMap((row) => {
    const { psnr_y_db: psnr, latency_median_ms: ms } = row.figures;
    return psnr === undefined || ms === undefined ? [] : [{ variant: row.variant, psnr, ms }];
  });
  const best = Math.max(...known.map(({ psnr }) => psnr));
  const [fastest] = known.filter(({ psnr }) => psnr >= best - mayLoseDb).sort((a, b) => a.ms - b.ms);
  if (fastest === undefined || known.length < 2) return [];
  return [{ variant: fastest.variant, why: `the fastest within ${String(mayLoseDb)} dB of the best PSNR` }];
}
