import type { QualityRow } from '../../results/tables/quality.js';
import { distinct } from '../draw/report-data.js';

type Judged = Pick<QualityRow, 'image' | 'psnr_y_db'>;

/**
 * Images, of which the variants' errors lie furthest apart first. RMS errors are compared, not PSNR: what differs by 5 dB at
 * 58 dB looks the same to everybody.
 */
export function imagesByDifference(rows: readonly Judged[]): string[] {
  const spreadOf = (image: string): number => {
    const errors = rows
      .filter((row) => row.image === image)
      .flatMap(({ psnr_y_db: db }) => (db === undefined ? [] : [10 ** (-db / 20)]));
    return errors.length === 0 ? 0 : Math.max(...errors) - Math.min(...errors);
  };
  return distinct(rows.map(({ image }) => image)).sort((a, b) => spreadOf(b) - spreadOf(a));
}
