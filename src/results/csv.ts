import { stringify } from 'csv-stringify/sync';
import type { AnyTable, Cell, RowOf } from './column.js';

/** RFC 4180 with `\n` as line end. An undefined cell is empty. */
export function toCsv<Of extends AnyTable>({ columns }: Of, rows: readonly RowOf<Of>[]): string {
  const names = columns.map(({ name }) => name);
  const lines = rows.map((row: Readonly<Record<string, Cell>>) => names.map((name) => cellText(row[name])));
  return stringify([names, ...lines], { record_delimiter: '\n' });
}

const cellText = (cell: Cell): string => (cell === undefined ? '' : String(cell));
