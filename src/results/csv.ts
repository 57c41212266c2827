import { stringify } from 'csv-stringify/sync';
import type { AnyTable, Cell, RowOf } from './column.js';

/**
 * RFC 4180 with `\n` as line end. An undefined cell is empty. Names stay as they are, also one that a spreadsheet would take
 * for a formula (docs/security.md). A carriage return is quoted although it ends no line here: readers disagree about it.
 */
export function toCsv<Of extends AnyTable>({ columns }: Of, rows: readonly RowOf<Of>[]): string {
  const names = columns.map(({ name }) => name);
  const lines = rows.map((row: Readonly<Record<string, Cell>>) => names.map((name) => row[name]));
  return csvLines([names, ...lines]);
}

/** Lines of cells, each with its line end. */
export const csvLines = (lines: readonly (readonly Cell[])[]): string =>
  stringify(
    lines.map((cells) => cells.map(cellText)),
    { record_delimiter: '\n', quoted_match: /[\r\n]/ },
  );

const cellText = (cell: Cell): string => (cell === undefined ? '' : String(cell));
