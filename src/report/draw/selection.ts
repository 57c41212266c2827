import { distinct, isDrawn, sizeOf } from './report-data.js';
import type { ReportData, Selection } from './report-data.js';

/** What a reader can choose from. */
export interface Choices {
  readonly units: readonly string[];
  readonly sizes: readonly string[];
}

export function choicesOf(data: ReportData): Choices {
  const rows = data.cases.filter(isDrawn);
  return {
    units: distinct(rows.map(({ compute_units }) => compute_units)),
    sizes: distinct(rows.map(sizeOf)),
  };
}

/** What the page opens with: the first phone, all compute units, the first size, and PSNR against latency. */
export function firstSelection(data: ReportData): Selection {
  const { units, sizes } = choicesOf(data);
  const phone = data.cases.find(isDrawn)?.phone ?? 0;
  const [first = '', own] = [units[0], units.find((each) => each === 'all')];
  const names = (metrics: ReportData['costs']): string[] => metrics.map(({ name }) => name);
  const prefer = (wanted: string, known: readonly string[]): string =>
    known.includes(wanted) ? wanted : (known[0] ?? wanted);
  return {
    phone,
    units: own ?? first,
    size: sizes[0] ?? '',
    x: prefer('latency_median_ms', names(data.costs)),
    y: prefer('psnr_y_db', names(data.qualities)),
  };
}
