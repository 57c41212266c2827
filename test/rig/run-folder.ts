import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** The only run in a results folder. */
export function onlyRun(results: string): string {
  const [run, ...more] = readdirSync(results).filter((name) => !name.startsWith('.'));
  if (run === undefined || more.length > 0) throw new Error(`${results} should hold one run`);
  return join(results, run);
}

/** A row of a CSV file, by its columns; an empty cell is an empty string. */
export type Row = Readonly<Record<string, string>>;

export const rowsOf = (csvFile: string): Row[] => parse(readFileSync(csvFile), { columns: true }) as unknown as Row[];
