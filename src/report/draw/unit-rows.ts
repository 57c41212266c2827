import { byLatency, casesOfSize } from './rows.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';

export const unitHead = ['variant', 'requested', 'planned', 'observed', 'median, ms', 'results.csv'] as const;

/** What a phone was asked for, what Core ML planned, and what computed, for a size. */
export const unitRows = (data: ReportData, selection: Selection): string[][] =>
  byLatency(casesOfSize(data, selection))
    .sort((a, b) => (a.variant < b.variant ? -1 : a.variant > b.variant ? 1 : 0))
    .map((row) => [
      row.variant,
      row.compute_units,
      plannedWords(row),
      row.observed_unit?.replace('_', ' ') ?? 'not clear',
      row.figures['latency_median_ms']?.toFixed(2) ?? '',
      `line ${String(row.line)}`,
    ]);

/** Whether any case knows of placement or of what computed. */
export const knowsUnits = ({ cases }: ReportData): boolean =>
  cases.some((row) => row.observed_unit !== undefined || plannedWords(row) !== 'not said');

function plannedWords({ placed_ane_share: ane, placed_gpu_share: gpu, placed_cpu_share: cpu }: ReportCase): string {
  const parts = [
    ['Neural Engine', ane],
    ['GPU', gpu],
    ['CPU', cpu],
  ] as const;
  const known = parts.filter(([, share]) => share !== undefined && share > 0);
  return known.length === 0
    ? 'not said'
    : known.map(([name, share]) => `${name} ${((share ?? 0) * 100).toFixed(0)} %`).join(', ');
}
