import { createHash } from 'node:crypto';
import { claim, holdersOf } from '../host/claim.js';
import { sayInUse } from '../host/in-use.js';
import { makeShared, sharedFolder } from '../host/shared-folder.js';
import { exitCodes, Problem } from '../problem.js';

/**
 * Keeps two runs off one phone, also those of two users. Returns the function that lets go of it; throws a Problem when
 * another run has it, or where this user cannot take part. The same udid at another place, such as behind another usbmuxd or
 * in a Grid, is another phone.
 */
export async function lockPhone(
  udid: string,
  folder = sharedFolder,
  place = usbmuxdHere(),
): Promise<() => Promise<void>> {
  const claimed = await claimIn(folder, udid, place);
  if (!('release' in claimed)) throw new Problem(`${udid} ${sayInUse(claimed)}`, exitCodes.missing);
  return () => {
    claimed.release();
    return Promise.resolve();
  };
}

/** Whether a run has the phone at this moment, so that nobody else should ask it anything. */
export const isHeld = (udid: string, folder = sharedFolder): boolean =>
  holdersOf(folder, keyOf(udid, usbmuxdHere())).length > 0;

const usbmuxdHere = (): string => process.env['USBMUXD_SOCKET_ADDRESS'] ?? '';

async function claimIn(folder: string, udid: string, place: string): ReturnType<typeof claim> {
  try {
    makeShared(folder);
    return await claim(folder, keyOf(udid, place), () => {
      // The run goes on, and what it wrote is not lost.
      console.error(`rezbench: ${udid} may be in use by another run as well, since its lock in ${folder} is gone`);
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(
      `${udid} cannot be kept off other runs, since ${folder} cannot be written (${String(error.code)}); make room there, or have its owner run chmod 1777 ${folder}`,
      exitCodes.missing,
      error,
    );
  }
}

function keyOf(udid: string, place: string): string {
  const name = createHash('sha256').update(`${place}\0${udid}`).digest('hex');
  return `phone-${name.slice(0, 16)}`;
}
