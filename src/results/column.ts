import { median } from '../stats/summary.js';

export type Cell = string | number | boolean | undefined;

/** Who knows a column's value first. */
export type Owner = 'plan' | 'package' | 'phone' | 'app' | 'host';

/** A column is defined once; CSV headers, datapackage.json and the glossary derive from the definition. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'datetime';
  readonly owner: Owner;
  /** One clause: what the figure is, how it came about, when it is empty. */
  readonly means: string;
  /** Undefined is an empty cell, never 0. */
  readonly value: (row: Row) => Cell;
}

/** A CSV file of a run. */
export interface Table<Row> {
  readonly name: string;
  /** What one row is. */
  readonly means: string;
  readonly key: readonly string[];
  readonly columns: readonly Column<Row>[];
}

/** Version of all tables together: a reader refuses any other. */
export const schemaVersion = 1;

export const milliseconds = (ns: number | undefined): number | undefined => (ns === undefined ? undefined : ns / 1e6);

export const medianMs = (ns: readonly number[]): number | undefined => (ns.length === 0 ? undefined : median(ns) / 1e6);
