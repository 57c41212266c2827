import { Problem } from '../problem.js';

/** What a full, failing or write-protected disk and a process out of files answer (errno). */
const codes: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'];

/** Why this host could not do its part, in a sentence; undefined for anything else, such as a mistake of our own. */
export function hostFailure(error: unknown): string | undefined {
  if (error instanceof Problem) return error.message;
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return codes.includes(String(error.code)) ? error.message : undefined;
}
