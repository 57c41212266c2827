import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { Problem } from '../problem.js';
import { schemaVersion } from './column.js';
import type { AnyColumn, AnyTable, Cell, ColumnType, RowOf } from './column.js';
import type { RunFolder } from './run-folder.js';
import { shellWord } from './shell-word.js';
import { launchesTable } from './tables/launches.js';
import type { LaunchRow } from './tables/launches.js';
import { qualityTable } from './tables/quality.js';
import type { QualityRow } from './tables/quality.js';
import { resultsTable } from './tables/results.js';
import type { CaseRow } from './tables/results.js';
import { samplesTable } from './tables/samples.js';
import type { SampleRow } from './tables/samples.js';

/*
 * Readers of the tables of this version and of older ones. A column that an older version did not have is undefined, and
 * columns that this version does not know are left out. They throw a Problem that names file, line and column for a table
 * that a newer version wrote or that a hand has changed.
 */

export const readCaseRows = (folder: RunFolder): CaseRow[] => readTable(folder, resultsTable);
export const readQualityRows = (folder: RunFolder): QualityRow[] => readTable(folder, qualityTable);
export const readLaunchRows = (folder: RunFolder): LaunchRow[] => readTable(folder, launchesTable);
export const readSampleRows = (folder: RunFolder): SampleRow[] => readTable(folder, samplesTable);

/** A line of a table that has a header; `line` is where it ends in the file. */
interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function readTable<Of extends AnyTable>({ path }: RunFolder, { name, columns }: Of): RowOf<Of>[] {
  const file = join(path, `${name}.csv`);
  const remedy = `write it again with npx rezbench tables ${shellWord(path)}`;
  if (!existsSync(file))
    throw new Problem(`${file} is not there; write it with npx rezbench tables ${shellWord(path)}`);
  const [header, ...lines] = linesOf(file, remedy);
  if (header === undefined) throw new Problem(`${file} is empty; ${remedy}`);
  const version = versionOf(path, header, lines[0]);
  if (version !== undefined && version > schemaVersion) {
    throw new Problem(
      `${file}: schema_version is ${String(version)}, and this version of rezbench reads up to ${String(schemaVersion)}; use the version that wrote it`,
    );
  }
  refuseOtherVersions(file, header, lines, remedy);
  // A name that an older version had for another column is that one's.
  const taken = new Set(
    columns.flatMap(({ name: own, formerly }) =>
      formerly === undefined || header.cells.includes(own) ? [] : [formerly],
    ),
  );
  const places = columns.map((column) => {
    const at = taken.has(column.name) ? undefined : placeOf(column, header.cells);
    if (at === undefined && (column.since ?? 1) <= (version ?? 1)) {
      throw new Problem(`${file}: column ${column.name} is not there; ${remedy}`);
    }
    return { column, at };
  });
  return lines.map(({ line, cells }) => {
    const named = places.map(({ column, at }): [string, Cell] => {
      const text = at === undefined ? '' : (cells[at] ?? '');
      const cell = cellOf(text, column);
      if (cell !== 'wrong') return [column.name, cell.value];
      const found = text === '' ? 'is empty' : `is ${JSON.stringify(text)}, not of type ${column.type}`;
      throw new Problem(`${file}:${String(line)}: column ${column.name} ${found}; ${remedy}`);
    });
    return Object.fromEntries(named) as unknown as RowOf<Of>;
  });
}

/** Throws a Problem for a table that was put together of two: a column's meaning is that of its version. */
function refuseOtherVersions(file: string, header: Line, lines: readonly Line[], remedy: string): void {
  const at = header.cells.indexOf('schema_version');
  const [first] = lines;
  const other = lines.find(({ cells }) => cells[at] !== first?.cells[at]);
  if (at < 0 || first === undefined || other === undefined) return;
  const [one, two] = [first, other].map(({ cells }) => JSON.stringify(cells[at] ?? ''));
  throw new Problem(
    `${file}:${String(other.line)}: column schema_version is ${String(two)}, and ${String(one)} on line ${String(first.line)}; the rows of a table are of one version, so ${remedy}`,
  );
}

function placeOf({ name, formerly }: AnyColumn, header: readonly string[]): number | undefined {
  const at = [name, formerly].map((each) => (each === undefined ? -1 : header.indexOf(each)));
  return at.find((index) => index >= 0);
}

/** results.csv has its version in a column, the other tables in the data package beside them. Undefined is unknown. */
function versionOf(path: string, header: Line, first: Line | undefined): number | undefined {
  const at = header.cells.indexOf('schema_version');
  if (at >= 0) return numberOf(first?.cells[at] ?? '');
  return packageVersion(join(path, 'datapackage.json'));
}

const versioned = z.looseObject({ schema_version: z.int() });

/** Undefined where the data package is missing or, as in version 1, has no version. */
function packageVersion(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return versioned.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.schema_version;
  } catch {
    // The tables can be read without it.
    return undefined;
  }
}

/** What csv-parse returns when it is asked for `info`; its types do not say so. */
interface Recorded {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

function linesOf(file: string, remedy: string): Line[] {
  try {
    const records = parse(readFileWithin(file, mostBytes.table.most), {
      bom: true,
      info: true,
    }) as unknown as readonly Recorded[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} is not CSV (${error instanceof Error ? error.message : 'it is damaged'}); ${remedy}`);
  }
}

/** An object, since undefined is a value as well. */
function cellOf(text: string, { type, required, since }: AnyColumn): { readonly value: Cell } | 'wrong' {
  if (text === '') return required === true && since === undefined ? 'wrong' : { value: undefined };
  const value = valueOf(text, type);
  return value === undefined ? 'wrong' : { value };
}

/** Undefined for text that is not of the type. */
function valueOf(text: string, type: ColumnType): Cell {
  switch (type) {
    case 'string':
    case 'datetime':
      return text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'number':
      return numberOf(text);
    case 'integer': {
      const value = numberOf(text);
      return Number.isInteger(value) ? value : undefined;
    }
  }
}

/** As the tables write numbers; `Number` alone would take a blank for 0. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
function numberOf(text: string): number | undefined {
  const value = decimal.test(text) ? Number(text) : NaN;
  // 1e400 is more than a number holds.
  return Number.isFinite(value) ? value : undefined;
}
