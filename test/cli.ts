import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { projectRoot } from '../src/project.js';

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line as a user does, in a process of its own. */
export async function rezbench(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [join(projectRoot, 'scripts/rezbench.mjs'), ...args],
    { cwd: projectRoot, env, reject: false, stdin: 'ignore' },
  );
  return { exitCode, stdout, stderr };
}

/** A folder that is gone when the tests are over. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'rezbench-test-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The only run in a results folder. */
export function onlyRun(results: string): string {
  const [run, ...more] = readdirSync(results).filter((name) => !name.startsWith('.'));
  if (run === undefined || more.length > 0) throw new Error(`${results} should hold one run`);
  return join(results, run);
}

export type Row = Readonly<Record<string, string>>;

export const rowsOf = (csvFile: string): Row[] => parse(readFileSync(csvFile), { columns: true }) as unknown as Row[];
