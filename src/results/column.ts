import { median } from '../stats/summary.js';

/** What a cell of a column holds in a program, by the column's type. */
interface Values {
  readonly string: string;
  readonly datetime: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
}
export type ColumnType = keyof Values;
export type Cell = Values[ColumnType] | undefined;

/** Who knows a column's value first. */
export type Owner = 'plan' | 'package' | 'phone' | 'app' | 'host';

interface Described {
  readonly name: string;
  readonly owner: Owner;
  /** One clause: what the figure is, how it comes about, when it is empty. */
  readonly means: string;
  /** The version of the tables that brought the column; without it the first. Older tables do not have it. */
  readonly since?: number;
  /** The column's name in older versions. */
  readonly formerly?: string;
}

type ColumnOf<Source, Type extends ColumnType> = Described & { readonly type: Type } & (
    | { readonly required: true; readonly value: (source: Source) => Values[Type] }
    /** Undefined is an empty cell, never 0. */
    | { readonly required?: false; readonly value: (source: Source) => Values[Type] | undefined }
  );

/**
 * A column is defined once: CSV headers, the types of rows, datapackage.json and the glossary derive from the definition.
 * `Source` is what a row is computed from. A `required` column has no empty cell.
 */
export type Column<Source> = { [Type in ColumnType]: ColumnOf<Source, Type> }[ColumnType];

/** A column without what it is computed from. */
export type AnyColumn = Column<never>;

/** A CSV file of a run. */
export interface Table<Source> {
  readonly name: string;
  /** What one row is. */
  readonly means: string;
  readonly key: readonly string[];
  readonly columns: readonly Column<Source>[];
}
export type AnyTable = Table<never>;

type ValueIn<Of extends AnyColumn> = Of extends { readonly required: true }
  ? Values[Of['type']]
  : Values[Of['type']] | undefined;

/** A row of a table, a property for each column. A missing figure is undefined. */
export type RowOf<Of extends AnyTable> = {
  readonly [Each in Of['columns'][number] as Each['name']]: ValueIn<Each>;
};

/** Version of all tables together: readers accept it and older ones, and refuse newer ones. */
export const schemaVersion = 7;

/** Decimals of figures: a nanosecond in milliseconds. */
const decimals = 6;

/** Computes rows as the table has them, so that a row that is read back equals the one that was written. */
export function rowsOf<Source, Of extends Table<Source>>(
  { columns }: Of & Table<Source>,
  sources: readonly Source[],
): RowOf<Of>[] {
  return sources.map(
    (source) =>
      Object.fromEntries(columns.map(({ name, value }) => [name, rounded(value(source))])) as unknown as RowOf<Of>,
  );
}

function rounded(cell: Cell): Cell {
  if (typeof cell !== 'number') return cell;
  // Adding 0 makes 0 of -0, which CSV does not know.
  return (Number.isInteger(cell) ? cell : Number(cell.toFixed(decimals))) + 0;
}

export const milliseconds = (ns: number | undefined): number | undefined => (ns === undefined ? undefined : ns / 1e6);

export const medianMs = (ns: readonly number[]): number | undefined => (ns.length === 0 ? undefined : median(ns) / 1e6);
