import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import lockfile from 'proper-lockfile';
import { exitCodes, Problem } from '../problem.js';

/** Longer than a worker is ever silent; a lock whose holder died is taken over after it. */
const staleMs = 30_000;

/**
 * Keeps two runs off one phone. Returns the function that lets go of it; throws a Problem when another run has it. The
 * same udid behind another usbmuxd is another phone.
 */
export async function lockPhone(udid: string): Promise<() => Promise<void>> {
  const file = lockFile(udid);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '', { flag: 'a' });
  try {
    return await lockfile.lock(file, {
      stale: staleMs,
      // A host that slept may find its lock taken over; the run goes on, and what it wrote is not lost.
      onCompromised: ({ message }) => {
        console.error(`rezbench: ${udid} may be in use by another run as well (${message})`);
      },
    });
  } catch (error) {
    throw new Problem(`${udid} is in use by another run; wait for it or end it`, exitCodes.missing, error);
  }
}

/** Whether a run has the phone at this moment, so that nobody else should ask it anything. */
export async function isHeld(udid: string): Promise<boolean> {
  const file = lockFile(udid);
  return existsSync(file) && (await lockfile.check(file, { stale: staleMs }));
}

function lockFile(udid: string): string {
  const name = createHash('sha256')
    .update(`${process.env['USBMUXD_SOCKET_ADDRESS'] ?? ''}\0${udid}`)
    .digest('hex');
  return join(tmpdir(), 'rezbench-locks', name.slice(0, 16));
}
