import { deviceName } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { textTable } from './table.js';

interface ShownColumn {
  readonly title: string;
  readonly text: (row: CaseRow) => string;
}

const fixed = (value: number | undefined, digits: number, unit = 1): string =>
  value === undefined ? '' : (value / unit).toFixed(digits);

const sizeText = ({ image_width, image_height, pace_hz }: CaseRow): string =>
  `${String(image_width)}x${String(image_height)}${pace_hz === undefined ? '' : `, ${String(pace_hz)} Hz`}`;

const columns: readonly ShownColumn[] = [
  { title: 'variant', text: ({ variant }) => variant },
  { title: 'units', text: ({ compute_units }) => compute_units },
  { title: 'size', text: sizeText },
  { title: 'status', text: ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`) },
  { title: 'params', text: ({ params }) => fixed(params, 0) },
  { title: 'kB', text: ({ package_bytes }) => fixed(package_bytes, 0, 1e3) },
  { title: 'weights', text: ({ weight_dtype }) => weight_dtype ?? '' },
  { title: 'median ms', text: ({ latency_median_ms }) => fixed(latency_median_ms, 2) },
  { title: 'memory MB', text: ({ memory_predict_peak_bytes }) => fixed(memory_predict_peak_bytes, 0, 1e6) },
  { title: 'PSNR-Y dB', text: ({ psnr_y_db }) => fixed(psnr_y_db, 2) },
  { title: 'fidelity dB', text: ({ fidelity_db }) => fixed(fidelity_db, 2) },
];

const phoneColumn: ShownColumn = { title: 'phone', text: deviceName };

/** A run's cases in brief, for the terminal. The phones have a column when there are several. */
export function summaryTable(rows: readonly CaseRow[]): string {
  const phones = new Set(rows.map(({ device_udid }) => device_udid));
  const shown = phones.size > 1 ? [phoneColumn, ...columns] : columns;
  return textTable(
    shown.map(({ title }) => title),
    rows.map((row) => shown.map(({ text }) => text(row))),
  );
}
