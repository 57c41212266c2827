import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { Problem } from '../problem.js';
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
  if (!mayMake && !existsSync(file)) {
    throw new Problem(`${path} is not there; fill a history with rezbench history import RUN`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(file).catch((error: unknown) => {
    throw refusal(path, error);
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  const ask = async <Row>(sql: string, values: readonly DuckDBValue[] = []): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql, [...values]);
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
        await connection.run('ROLLBACK');
        throw error;
      }
    },
    close,
  };
  try {
    await createSchema(history, path);
  } catch (error) {
    close();
    throw error instanceof Problem ? error : refusal(path, error);
  }
  return history;
}

function refusal(path: string, error: unknown): Problem {
  const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  if (/conflicting lock|being used by another process/i.test(said)) {
    return new Problem(`${path} is open in another process; wait until that has ended`);
  }
  return new Problem(
    `${path} cannot be read as a history (${said}); move it away and import the runs again, which are complete without it`,
  );
}
