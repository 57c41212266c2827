import { totalmem } from 'node:os';
import { Problem } from '../problem.js';
import { megabytes } from './free-space.js';

/** What a run takes of its host's memory for the first phone, and for each further one (docs/performance.md, "What a fleet costs"). */
const firstPhoneBytes = 625e6;
const furtherPhoneBytes = 305e6;

/** The memory that a run of so many phones is likely to take, in bytes. */
export const memoryFor = (phones: number): number => firstPhoneBytes + furtherPhoneBytes * (phones - 1);

/**
 * Throws a Problem where a run has more phones than this host has memory for, before anything is asked of them. Phones of other
 * hosts count as well: each has its worker here.
 */
export function refuseLargeFleet(phones: number, hostBytes = hostMemoryBytes()): void {
  const needed = memoryFor(phones);
  if (needed <= hostBytes) return;
  const most = Math.floor((hostBytes - firstPhoneBytes) / furtherPhoneBytes) + 1;
  const remedy = most >= 1 ? `take ${String(most)} at once at most` : 'take a larger one';
  throw new Problem(
    `a run of ${String(phones)} ${phones === 1 ? 'phone' : 'phones'} takes about ${megabytes(needed)} of memory, and this host has ${megabytes(hostBytes)}; ${remedy} (docs/performance.md)`,
  );
}

/** All of it, or what a container may have. */
const hostMemoryBytes = (): number => {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
};
