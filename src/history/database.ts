import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { Problem } from '../problem.js';
import { openingProblem, workProblem } from './failure.js';
import { createSchema } from './schema.js';

/** An open history. Statements run one after another. */
export interface History {
  readonly file: string;
  /** Rows as objects; numbers of 64 bits are numbers where they fit, and a missing value is null. */
  ask: <Row>(sql: string, values?: readonly DuckDBValue[]) => Promise<Row[]>;
  /** All that `work` does comes about, or nothing of it. */
  atOnce: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly connection: DuckDBConnection;
  close: () => void;
}

/**
 * Opens a history, and makes it where there is none yet. DuckDB is loaded here, since it is large. Throws a Problem for a
 * file that is none, is damaged, or is open elsewhere.
 */
export async function openHistory(path: string, { mayMake }: { readonly mayMake: boolean }): Promise<History> {
  const file = resolve(path);
  const isNew = !existsSync(file);
  if (!mayMake && isNew) {
    throw new Problem(`${path} is not there; fill a history with npx rezbench history import RUN`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  // Half a database would be taken for a damaged one.
  const forget = (): void => {
    if (isNew) for (const each of [file, `${file}.wal`]) rmSync(each, { force: true });
  };
  const instance = await DuckDBInstance.create(file).catch((error: unknown) => {
    const problem = openingProblem(path, error);
    forget();
    throw problem;
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  const ask = async <Row>(sql: string, values: readonly DuckDBValue[] = []): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql, [...values]).catch((error: unknown) => {
      throw workProblem(file, error) ?? error;
    });
    return reader.getRowObjectsJS() as Row[];
  };
  const history: History = {
    file,
    connection,
    ask,
    async atOnce(work) {
      await connection.run('BEGIN');
      try {
        const result = await work();
        await connection.run('COMMIT');
        return result;
      } catch (error) {
        // DuckDB itself takes back what it could not commit, and has nothing left to roll back then.
        await connection.run('ROLLBACK').catch(() => undefined);
        throw workProblem(file, error) ?? error;
      }
    },
    close,
  };
  try {
    await createSchema(history, path);
  } catch (error) {
    close();
    forget();
    throw error instanceof Problem ? error : openingProblem(path, error);
  }
  return history;
}
