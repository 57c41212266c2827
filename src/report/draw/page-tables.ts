import type { ReportData, Selection } from './report-data.js';
import { sustainedRows } from './sustained-rows.js';
import { unitHead, unitRows } from './unit-rows.js';

/** A table that stands on the page beside the charts and follows what the reader chooses. */
export interface PageTable {
  /** Of its element. */
  readonly id: string;
  /** What it is, for who does not see it. */
  readonly label: string;
  /** A head and rows; nothing where the selection has nothing to show. */
  readonly rows: (data: ReportData, selection: Selection) => readonly (readonly string[])[];
}

export const unitsTable: PageTable = {
  id: 'units-table',
  label: 'Compute units: requested, planned and observed',
  rows(data, selection) {
    const rows = unitRows(data, selection);
    return rows.length === 0 ? [] : [unitHead, ...rows];
  },
};

export const sustainedTable: PageTable = {
  id: 'sustained-table',
  label: 'Sustained cases: late frames, the first minute and the last, temperature and power',
  rows: sustainedRows,
};

/** Every one of them. */
export const pageTables: readonly PageTable[] = [unitsTable, sustainedTable];
