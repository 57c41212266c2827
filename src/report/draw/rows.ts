import { casesAt } from './pick.js';
import { isDrawn, sizeOf } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';
import type { Drawing } from './drawing.js';
import { phoneName } from './drawing.js';
import { seriesColours } from './palette.js';

/** A mark of a chart that has a row for each variant. */
export interface Dot {
  /** Of the row. */
  readonly name: string;
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly series: string;
  /** Everything that is known of it, in a clause. */
  readonly words: string;
}

interface DotChart {
  readonly dots: readonly Dot[];
  /** In the order of the legend. */
  readonly series: readonly string[];
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly table: Drawing['table'];
}

/** The drawing of a chart of dots; undefined where there are none. */
export function dotDrawing({ dots, series, title, subtitle, axis, table }: DotChart): Drawing | undefined {
  if (dots.length === 0) return undefined;
  const here = series.filter((name) => dots.some((dot) => dot.series === name));
  return {
    label: `${title}, ${subtitle}: ${String(dots.length)} figures of ${here.join(', ')}`,
    data: { points: dots },
    signals: {
      title,
      subtitle,
      xTitle: axis,
      series: here,
      colours: here.map((name) => seriesColours[series.indexOf(name)] ?? seriesColours[0]),
    },
    table,
  };
}

/** The steady cases of a phone at a size, on whatever compute units. */
export const casesOfSize = ({ cases }: ReportData, { phone, size }: Selection): ReportCase[] =>
  cases.filter((row) => isDrawn(row) && row.phone === phone && sizeOf(row) === size);

/** From fast to slow; those without a latency last. */
export const byLatency = (rows: readonly ReportCase[]): ReportCase[] =>
  [...rows].sort((a, b) => (a.figures['latency_median_ms'] ?? Infinity) - (b.figures['latency_median_ms'] ?? Infinity));

/** The phone and the setting, for a subtitle. */
export const whereWords = (data: ReportData, { phone, units, size }: Selection): string =>
  `${phoneName(data, { phone })} · ${units}, ${size}`;

export { casesAt };
