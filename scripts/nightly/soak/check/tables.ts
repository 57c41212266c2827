import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A row of a table by its columns; an empty cell is an empty string. */
export type Row = Readonly<Record<string, string>>;

/** What the checker needs of a plan. It is read as it stands, without rezbench's own reader. */
export interface Plan {
  readonly hash: string;
  readonly testset?: string;
  readonly cases: readonly { readonly id: string; readonly variant: string; readonly computeUnits: string }[];
  readonly launches: readonly PlannedLaunch[];
  readonly anchors: readonly PlannedLaunch[];
}

export interface PlannedLaunch {
  readonly id: string;
  readonly kind: string;
  readonly variant: string;
  readonly computeUnits: string;
  readonly case?: string;
  readonly job: {
    readonly images: Readonly<Record<string, unknown>>;
    readonly steps: readonly PlannedStep[];
  };
}

interface PlannedStep {
  readonly do: string;
  readonly count?: number;
  readonly scope?: string;
  /** A step goes on after `count` predictions until it took so long. */
  readonly minNs?: number;
}

/** A run as its plan and its tables tell it. */
export interface Tables {
  readonly plan: Plan;
  readonly results: readonly Row[];
  readonly launches: readonly Row[];
  readonly samples: readonly Row[];
  readonly quality: readonly Row[];
}

export function readTables(run: string): Tables {
  const rows = (table: string): Row[] => {
    const file = join(run, `${table}.csv`);
    return existsSync(file) ? (parse(readFileSync(file), { columns: true }) as unknown as Row[]) : [];
  };
  return {
    plan: JSON.parse(readFileSync(join(run, 'plan.json'), 'utf8')) as Plan,
    results: rows('results'),
    launches: rows('launches'),
    samples: rows('samples'),
    quality: rows('quality'),
  };
}

/** The cells of some columns as one text that no other cells give. */
export const keyOf = (row: Row, columns: readonly string[]): string =>
  columns.map((column) => row[column] ?? '').join(' | ');

export function groupedBy(rows: readonly Row[], columns: readonly string[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row, columns);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Says of each expected key that has not exactly one row, and of each row that nothing expects. */
export function oneEach(
  table: string,
  rows: readonly Row[],
  columns: readonly string[],
  expected: ReadonlySet<string>,
): string[] {
  const found = groupedBy(rows, columns);
  return [
    ...[...expected].filter((key) => !found.has(key)).map((key) => `${table}: no row of ${key}`),
    ...[...found].flatMap(([key, { length }]) => [
      ...(length > 1 ? [`${table}: ${String(length)} rows of ${key}`] : []),
      ...(expected.has(key) ? [] : [`${table}: ${key} is not planned`]),
    ]),
  ];
}
