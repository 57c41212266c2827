import { paceText } from '../../results/pace-text.js';
import { shown } from './metric.js';
import { isPaced, sizeOf } from './report-data.js';
import type { ReportCase, ReportData } from './report-data.js';

/** A column of the table of cases. */
export interface TableColumn {
  readonly title: string;
  readonly isNumber: boolean;
  /** Empty where it is unknown. */
  readonly text: (row: ReportCase) => string;
  /** What rows are sorted by; undefined comes last. */
  readonly order: (row: ReportCase) => number | string | undefined;
  /** Long text, in a line of its own length. */
  readonly isLong?: true;
  /** Not on paper, which is narrower than a screen. */
  readonly isMinor?: boolean;
}

const word = (title: string, of: (row: ReportCase) => string | undefined, isLong?: true): TableColumn => ({
  title,
  isNumber: false,
  text: (row) => of(row) ?? '',
  order: of,
  ...(isLong && { isLong }),
});

const number = (
  title: string,
  of: (row: ReportCase) => number | undefined,
  digits: number,
  times = 1,
): TableColumn => ({
  title,
  isNumber: true,
  text: (row) => {
    const value = of(row);
    return value === undefined ? '' : (value * times).toFixed(digits);
  },
  order: of,
});

const minor = (column: TableColumn): TableColumn => ({ ...column, isMinor: true });

/** The classes of a column's cells. */
export const classesOf = ({ isNumber, isLong, isMinor }: TableColumn): string =>
  [isNumber && 'number', isLong && 'long', isMinor && 'minor'].filter((name) => typeof name === 'string').join(' ');

/** The columns that have anything to say; results.csv has all of them. */
export function tableColumns(data: ReportData): readonly TableColumn[] {
  const { cases, phones } = data;
  const metric = (each: ReportData['costs'][number]): TableColumn => ({
    title: each.title,
    isNumber: true,
    text: (row) => {
      const value = row.figures[each.name];
      return value === undefined ? '' : shown(each, value);
    },
    order: (row) => row.figures[each.name],
    isMinor: !onPaper.includes(each.name),
  });
  const [latency, ...costs] = [...data.costs].sort((a, b) => rankOf(a.name) - rankOf(b.name));
  const columns = [
    word('variant', ({ variant }) => variant),
    ...(phones.length > 1 ? [word('phone', ({ phone }) => phones[phone]?.name)] : []),
    word('units', ({ compute_units }) => compute_units),
    {
      ...word('size', (row) => `${sizeOf(row)}${paceText(row)}`),
      order: (row: ReportCase) => row.image_width * row.image_height,
    },
    word('status', ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
    ...(latency ? [metric(latency)] : []),
    {
      ...number('95 % interval, ms', ({ latency_ci_low_ms: low }) => low, 2),
      text: ({ latency_ci_low_ms: low, latency_ci_high_ms: high }: ReportCase) =>
        low === undefined || high === undefined ? '' : `${low.toFixed(2)} to ${high.toFixed(2)}`,
    },
    minor(number('p90, ms', ({ latency_p90_ms }) => latency_p90_ms, 2)),
    ...restedColumns(cases),
    ...data.qualities.map(metric),
    minor(number(loadTitle(cases), ({ cold_load_ms }) => cold_load_ms, 1)),
    minor(number('warm load, ms', ({ warm_load_ms }) => warm_load_ms, 1)),
    ...costs.map(metric),
    minor(word('observed unit', ({ observed_unit }) => observed_unit?.replace('_', ' '))),
    minor(word('throttled', ({ throttled }) => (throttled === undefined ? undefined : throttled ? 'yes' : 'no'))),
    minor(number('launches', ({ launches }) => launches, 0)),
    minor(word('family', ({ family }) => family)),
    minor(word('technique', ({ technique }) => technique)),
    minor(word('weights', ({ weight_dtype }) => weight_dtype)),
    { ...number('results.csv', ({ line }) => line, 0), text: ({ line }: ReportCase) => `line ${String(line)}` },
    minor(word('warnings', ({ warnings }) => warnings, true)),
  ];
  return columns.filter(({ text }) => cases.some((row) => text(row) !== ''));
}

/** Metrics that a printed page shows. */
const onPaper = ['latency_median_ms', 'package_bytes', 'memory_predict_peak_bytes', 'psnr_y_db'];

const rankOf = (name: string): number => (name === 'latency_median_ms' ? 0 : 1);

/** A load after a purge is a cold one only where first light showed that it is slower. */
const loadTitle = (cases: readonly ReportCase[]): string =>
  cases.every(({ cold_load_ms, cold_load_shown }) => cold_load_ms === undefined || cold_load_shown === true)
    ? 'cold load, ms'
    : 'load after purge, ms';

/** The median of a steady case's paced sibling: what a user waits for whose tap comes after a rest. */
function restedColumns(cases: readonly ReportCase[]): TableColumn[] {
  const settingOf = (row: ReportCase): string =>
    `${String(row.phone)} ${row.variant} ${row.compute_units} ${sizeOf(row)}`;
  // Frames follow one another without a rest.
  const paces = [...new Set(cases.flatMap(({ pace_hz }) => pace_hz ?? []))].filter((pace) => pace <= 1);
  return paces.map((pace) => {
    const medians = new Map(
      cases.flatMap((row) => (row.pace_hz === pace ? [[settingOf(row), row.figures['latency_median_ms']]] : [])),
    );
    return number(
      `after a rest of ${String(1 / pace)} s, ms`,
      (row) => (isPaced(row) ? undefined : medians.get(settingOf(row))),
      2,
    );
  });
}
