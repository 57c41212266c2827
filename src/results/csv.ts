import type { AnyTable, Cell, RowOf } from './column.js';

/**
 * RFC 4180 with `\n` as line end. An undefined cell is empty. Names stay as they are, also one that a spreadsheet would take
 * for a formula (docs/security.md).
 */
export function toCsv<Of extends AnyTable>({ columns }: Of, rows: readonly RowOf<Of>[]): string {
  const names = columns.map(({ name }) => name);
  const lines = rows.map((row: Readonly<Record<string, Cell>>) => csvLine(names.map((name) => row[name])));
  return [csvLine(names), ...lines].join('');
}

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\n`;

/** A carriage return is quoted although it ends no line here: readers disagree about it. */
export function csvCell(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
