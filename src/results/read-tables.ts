import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Problem } from '../problem.js';
import { schemaVersion } from './column.js';
import type { Cell, Column } from './column.js';
import type { RunFolder } from './run-folder.js';
import { resultsTable } from './tables/results.js';

type DescribedColumn = Pick<Column<never>, 'name' | 'type'>;

/** One row as it stands in a table. A column the table does not define is a bug and throws; an empty cell is undefined. */
export class Row {
  readonly #cells: ReadonlyMap<string, Cell>;

  constructor(cells: ReadonlyMap<string, Cell>) {
    this.#cells = cells;
  }

  text(column: string): string | undefined {
    const cell = this.#cell(column);
    return cell === undefined ? undefined : String(cell);
  }

  number(column: string): number | undefined {
    const cell = this.#cell(column);
    if (cell === undefined || typeof cell === 'number') return cell;
    throw new TypeError(`column ${column} holds no numbers`);
  }

  #cell(column: string): Cell {
    if (!this.#cells.has(column)) throw new RangeError(`no column ${column}`);
    return this.#cells.get(column);
  }
}

/**
 * Reads a run's results.csv, one row a case. Throws a Problem that names line and column for a table that another
 * version wrote or a hand has changed.
 */
export const readResults = ({ path }: RunFolder): Row[] => readTable(join(path, 'results.csv'), resultsTable.columns);

function readTable(file: string, columns: readonly DescribedColumn[]): Row[] {
  if (!existsSync(file)) throw new Problem(`${file} is not there; rezbench tables writes it from the journals`);
  const anew = 'write it anew with rezbench tables';
  const [head = [], ...lines] = recordsOf(file, anew);
  const version = lines[0]?.[head.indexOf('schema_version')];
  if (version !== undefined && version !== String(schemaVersion)) {
    throw new Problem(
      `${file}: schema_version is ${version}, this rezbench reads ${String(schemaVersion)}; ${anew} of this version`,
    );
  }
  const lacking = columns.find(({ name }) => !head.includes(name));
  if (lacking) throw new Problem(`${file}: column ${lacking.name} is not there; ${anew}`);
  return lines.map((cells, index) => {
    const typed = columns.map(({ name, type }): [string, Cell] => {
      const text = cells[head.indexOf(name)] ?? '';
      const cell = typedCell(text, type);
      if (cell !== 'wrong') return [name, cell.is];
      throw new Problem(
        `${file}: row ${String(index + 1)}: column ${name}: ${JSON.stringify(text)} is no ${type}; ${anew}`,
      );
    });
    return new Row(new Map(typed));
  });
}

function recordsOf(file: string, remedy: string): string[][] {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Problem(`${file} is no CSV (${error instanceof Error ? error.message : 'damaged'}); ${remedy}`);
  }
}

function typedCell(text: string, type: DescribedColumn['type']): { readonly is: Cell } | 'wrong' {
  if (text === '') return { is: undefined };
  switch (type) {
    case 'string':
    case 'datetime':
      return { is: text };
    case 'boolean':
      return text === 'true' || text === 'false' ? { is: text === 'true' } : 'wrong';
    case 'integer':
    case 'number': {
      const value = Number(text);
      return Number.isFinite(value) && (type === 'number' || Number.isInteger(value)) ? { is: value } : 'wrong';
    }
  }
}
