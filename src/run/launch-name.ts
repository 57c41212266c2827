import { createHash } from 'node:crypto';
import { launchId } from '../contract/paths.js';

/** Of a name that is too long or has other letters, this much stays readable. */
const readable = 80;

/**
 * What an attempt is called on the phone. The app refuses a launch that has events, so each attempt has a name of its own.
 * Names that the contract does not allow are shortened to what it does, and made distinct by a hash.
 */
export function launchName(run: string, launch: string, attempt: number): string {
  const name = `${run}.${launch}.${String(attempt)}`;
  if (launchId.safeParse(name).success) return name;
  const hash = createHash('sha256').update(`${run}\0${launch}`).digest('hex').slice(0, 16);
  const letters = `${run}.${launch}`.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return `${letters.slice(0, readable) || 'launch'}.${hash}.${String(attempt)}`;
}
