import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './column.js';

/** Decimals of figures that are no integers: a nanosecond in milliseconds. */
const decimals = 6;

/** RFC 4180 with `\n` as line end. */
export function toCsv<Row>({ columns }: Table<Row>, rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ value }) => cellText(value(row))));
  return stringify([columns.map(({ name }) => name), ...cells], { record_delimiter: '\n' });
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number' && !Number.isInteger(cell)) return String(Number(cell.toFixed(decimals)));
  return String(cell);
}
