import { exitCodes, Problem } from '../problem.js';

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const isFull = (said: string): boolean => /No space left on device|quota exceeded/i.test(said);
const isRefused = (said: string): boolean => /Permission denied|Read-only file system/i.test(said);
/** DuckDB checks a block when it reads it, so a damaged one may show late. */
const isDamage = (said: string, path: string): boolean =>
  /^[^:]*: ?Corrupt database|computed checksum|database has been invalidated/i.test(said) ||
  (/Could not read/i.test(said) && said.includes(path));

/** What DuckDB says of a disk that takes nothing, in a sentence; undefined for anything else. `path` is what was to be written. */
export function diskProblem(path: string, error: unknown): Problem | undefined {
  const said = firstLine(error);
  if (isFull(said)) {
    return new Problem(
      `${path} cannot be written, since the disk is full (${said}); make room and do it again`,
      exitCodes.missing,
      error,
    );
  }
  if (!isRefused(said)) return undefined;
  return new Problem(
    `${path} cannot be written (${said}); make it writable for you, or name another file`,
    exitCodes.missing,
    error,
  );
}

/** What went wrong in the midst of work with a history, in a sentence; undefined for a mistake of our own. */
export function workProblem(path: string, error: unknown): Problem | undefined {
  const said = firstLine(error);
  return diskProblem(path, error) ?? (isDamage(said, path) ? unreadable(path, said) : undefined);
}

/** Why a file cannot be opened as a history, in a sentence. */
export function openingProblem(path: string, error: unknown): Problem {
  const said = firstLine(error);
  if (/conflicting lock|being used by another process/i.test(said)) {
    return new Problem(`${path} is open in another process; wait until that has ended`);
  }
  return diskProblem(path, error) ?? unreadable(path, said);
}

const unreadable = (path: string, said: string): Problem =>
  new Problem(
    `${path} cannot be read as a history (${said}); move it away and import the runs again (npx rezbench history import RUN...), which are complete without it`,
  );
