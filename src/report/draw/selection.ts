import { distinct, isDrawn, isOk, isSustained, sizeOf } from './report-data.js';
import type { Chart } from './drawing.js';
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
    sizes: distinct([...rows, ...data.cases.filter((row) => isOk(row) && isSustained(row))].map(sizeOf)),
  };
}

/** Whether a chart has something to show of any phone, units and size, beside axes that stay. */
export function isEverDrawn(chart: Chart, data: ReportData, axes: Selection): boolean {
  const { units, sizes } = choicesOf(data);
  return data.phones.some((_, phone) =>
    units.some((own) => sizes.some((size) => chart.draw(data, { ...axes, phone, units: own, size }) !== undefined)),
  );
}

/** What the page opens with: the first case on all compute units, or the first of all, and PSNR against latency. */
export function firstSelection(data: ReportData): Selection {
  const drawn = data.cases.filter(isDrawn);
  const first = drawn.find(({ compute_units }) => compute_units === 'all') ?? drawn[0];
  const names = (metrics: ReportData['costs']): string[] => metrics.map(({ name }) => name);
  const prefer = (wanted: string, known: readonly string[]): string =>
    known.includes(wanted) ? wanted : (known[0] ?? wanted);
  return {
    phone: first?.phone ?? 0,
    units: first?.compute_units ?? '',
    size: first === undefined ? '' : sizeOf(first),
    x: prefer('latency_median_ms', names(data.costs)),
    y: prefer('psnr_y_db', names(data.qualities)),
  };
}
