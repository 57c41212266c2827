import { isSystemRow } from '../../results/system-row.js';
import { distinct, isDrawn, isOk, isSustained, sizeOf } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';

/** PSNR that may be given up for speed, dB: about what begins to show. */
export const mayLoseDb = 0.5;

/** Whether a case is of a setting; iOS's own upscaler is of all units. */
const isAt = (row: ReportCase, { phone, units, size }: Selection): boolean =>
  row.phone === phone && (row.compute_units === units || isSystemRow(row)) && sizeOf(row) === size;

/** The drawn cases of a setting. */
export const casesAt = ({ cases }: ReportData, selection: Selection): ReportCase[] =>
  cases.filter((row) => isDrawn(row) && isAt(row, selection));

/** The sustained cases of a setting that came to a good end. */
export const framesAt = ({ cases }: ReportData, selection: Selection): ReportCase[] =>
  cases.filter((row) => isOk(row) && isSustained(row) && isAt(row, selection));

/**
 * The variants that a chart calls recommended: what `ship` recommends on the compute units of a setting, where it was asked;
 * otherwise the fastest that can be shipped and loses at most half a dB of PSNR against the best. Nothing where PSNR or latency is unknown.
 */
export function recommended(data: ReportData, selection: Selection): string[] {
  if (data.shipped.length > 0) {
    return distinct(data.shipped.filter(({ units }) => units === selection.units).map(({ variant }) => variant));
  }
  const known = casesAt(data, selection).flatMap((row) => {
    if (isSystemRow(row)) return [];
    const { psnr_y_db: psnr, latency_median_ms: ms } = row.figures;
    return psnr === undefined || ms === undefined ? [] : [{ variant: row.variant, psnr, ms }];
  });
  const best = Math.max(...known.map(({ psnr }) => psnr));
  const [fastest] = known.filter(({ psnr }) => psnr >= best - mayLoseDb).sort((a, b) => a.ms - b.ms);
  if (fastest === undefined || known.length < 2) return [];
  return [fastest.variant];
}
