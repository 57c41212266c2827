import { Problem } from '../../problem.js';
import { readQualityRows } from '../../results/read-tables.js';
import type { RunFolder } from '../../results/run-folder.js';
import type { QualityRow } from '../../results/tables/quality.js';

/** The rows of quality.csv; none where it is not there or cannot be read, since the page does without it. */
export function qualityRowsOf(folder: RunFolder): QualityRow[] {
  try {
    return readQualityRows(folder);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
