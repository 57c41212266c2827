import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Where this user's programs keep what they can make again (XDG Base Directory Specification; on a Mac its own folder). */
export const userCache = (): string =>
  join(
    process.env['XDG_CACHE_HOME'] ?? join(homedir(), platform() === 'darwin' ? 'Library/Caches' : '.cache'),
    'rezbench',
  );
