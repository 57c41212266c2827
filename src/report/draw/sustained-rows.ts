import { isOk } from './report-data.js';
import type { ReportCase, ReportData, Selection } from './report-data.js';
import { framesWords, sustainedOf } from './sustained-cases.js';

/** What the tables say of a phone's sustained cases, a head and rows. Columns of which nothing is known are left out. */
export function sustainedRows(data: ReportData, selection: Selection): string[][] {
  const rows = sustainedOf(data, selection);
  const figure =
    (name: string, digits: number, times = 1) =>
    ({ figures }: ReportCase): string => {
      const value = figures[name];
      return value === undefined ? '' : (value * times).toFixed(digits);
    };
  const percent = (name: string, digits: number): ((row: ReportCase) => string) => figure(name, digits, 100);
  const columns: readonly (readonly [string, (row: ReportCase) => string])[] = [
    ['variant', ({ variant }) => variant],
    ['frames', framesWords],
    ['minutes', ({ sustained_s }) => (sustained_s === undefined ? '' : String(Number((sustained_s / 60).toFixed(2))))],
    ['ended', (row) => (isOk(row) ? '' : `${row.status}: ${row.reason ?? ''}`)],
    ['late, %', percent('deadline_miss_share', 2)],
    ['first minute, ms', figure('first_minute_ms', 2)],
    ['last minute, ms', figure('last_minute_ms', 2)],
    ['speed retained, %', percent('speed_retained', 1)],
    ['warmest', ({ thermal_worst }) => thermal_worst ?? ''],
    ['held back', ({ throttled }) => (throttled === undefined ? '' : throttled ? 'yes' : 'no')],
    ['battery before, °C', figure('battery_temperature_c', 1)],
    ['battery after, °C', figure('battery_temperature_after_c', 1)],
    ['power above idle, W', figure('power_above_idle_w', 2)],
    ['energy per frame, mJ', figure('energy_per_image_mj', 1)],
    ['results.csv', ({ line }) => `line ${String(line)}`],
  ];
  const shown = columns.filter(([, text]) => rows.some((row) => text(row) !== ''));
  return rows.length === 0
    ? []
    : [shown.map(([title]) => title), ...rows.map((row) => shown.map(([, text]) => text(row)))];
}
