import { caseColumns } from './report-data.js';
import type { ReportCase, ReportData } from './report-data.js';

type Cell = string | number | boolean | undefined;

/** A column of cells: text as indices into the words that occur, everything else as it is; null is missing. */
interface PackedColumn {
  readonly words?: readonly string[];
  readonly cells: readonly (number | boolean | null)[];
}

/** What the page carries: cases by column, in which most words stand once. */
export interface Packed {
  readonly rest: Omit<ReportData, 'cases'>;
  readonly columns: Readonly<Record<string, PackedColumn>>;
  readonly figures: Readonly<Record<string, PackedColumn>>;
}

export function pack({ cases, ...rest }: ReportData): Packed {
  const names = [...caseColumns, 'phone', 'line'] as const;
  const metrics = [...rest.costs, ...rest.qualities].map(({ name }) => name);
  return {
    rest,
    columns: Object.fromEntries(names.map((name) => [name, packColumn(cases.map((row) => row[name]))])),
    figures: Object.fromEntries(metrics.map((name) => [name, packColumn(cases.map(({ figures }) => figures[name]))])),
  };
}

function packColumn(cells: readonly Cell[]): PackedColumn {
  if (!cells.some((cell) => typeof cell === 'string')) {
    return { cells: cells.map((cell) => (typeof cell === 'string' ? null : (cell ?? null))) };
  }
  const words = new Map<string, number>();
  const at = cells.map((cell) => {
    if (typeof cell !== 'string') return null;
    const known = words.get(cell) ?? words.size;
    words.set(cell, known);
    return known;
  });
  return { words: [...words.keys()], cells: at };
}

export function unpack({ rest, columns, figures }: Packed): ReportData {
  const count = columns['line']?.cells.length ?? 0;
  const cellAt = ({ words, cells }: PackedColumn, index: number): Cell => {
    const cell = cells[index] ?? undefined;
    return words !== undefined && typeof cell === 'number' ? words[cell] : cell;
  };
  const rowOf = (from: Packed['columns'], index: number): Record<string, Cell> =>
    Object.fromEntries(Object.entries(from).map(([name, column]) => [name, cellAt(column, index)]));
  const cases = Array.from(
    { length: count },
    (_, index) => ({ ...rowOf(columns, index), figures: rowOf(figures, index) }) as unknown as ReportCase,
  );
  return { ...rest, cases };
}
