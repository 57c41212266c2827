import { exitCodes, Problem } from '../problem.js';

/** What a full, failing or write-protected disk and a process out of files answer (errno). */
const codes: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'];

/** Why this host could not do its part, in a sentence; undefined for anything else, such as a mistake of our own. */
export function hostFailure(error: unknown): string | undefined {
  if (error instanceof Problem) return error.message;
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  if (codes.includes(String(error.code))) return error.message;
  return isRefusedFolder(error)
    ? `${error.path} cannot be made; the disk may be read-only or its quota used up`
    : undefined;
}

/** Node 20 says ENOENT of a folder that it makes with its parents where the system says EROFS or EDQUOT. */
const isRefusedFolder = (error: Error): error is Error & { readonly path: string } =>
  'code' in error && error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir' && 'path' in error;

/** What went wrong outside of any run, as a sentence; undefined for a mistake of our own. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const reason = hostFailure(error);
  if (reason === undefined) return undefined;
  return new Problem(
    `this host could not do its part (${reason}); mend that and start again`,
    exitCodes.missing,
    error,
  );
}
