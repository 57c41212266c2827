import type { ReportCase } from './report-data.js';
import type { TableColumn } from './table-columns.js';

export interface Sorting {
  readonly column: number;
  readonly isDescending: boolean;
}

/** Rows of which every word of `wanted` occurs in some cell, in any case of letters. */
export function filtered(
  rows: readonly ReportCase[],
  columns: readonly TableColumn[],
  wanted: string,
): readonly ReportCase[] {
  const words = wanted
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map((column) => column.text(row))
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows by a column; what is unknown comes last either way. */
export function sorted(
  rows: readonly ReportCase[],
  columns: readonly TableColumn[],
  sorting: Sorting | undefined,
): readonly ReportCase[] {
  const order = sorting === undefined ? undefined : columns[sorting.column]?.order;
  if (order === undefined || sorting === undefined) return rows;
  const known = rows.map((row) => ({ row, key: order(row) }));
  const sign = sorting.isDescending ? -1 : 1;
  return known
    .sort(({ key: a }, { key: b }) => {
      if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
      return a < b ? -sign : a > b ? sign : 0;
    })
    .map(({ row }) => row);
}
