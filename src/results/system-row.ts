import type { CaseRow } from './tables/results.js';

/** A row of iOS's own upscaler: there to be compared with, and nobody's to ship. */
export const isSystemRow = ({ compute_units }: Pick<CaseRow, 'compute_units'>): boolean => compute_units === 'system';
