import { fstatSync, writeSync } from 'node:fs';

/** Where a virtual iPhone takes the names of the Darwin notifications that an app posts, a line each. */
const notificationsFd = 3;

/** Posts a Darwin notification. Nothing happens where nobody takes it, as on iOS where nobody observes it. */
export function postNotification(name: string): void {
  try {
    const stat = fstatSync(notificationsFd);
    // Without a pipe from the phone the number belongs to something of Node's own, which must not be written to.
    if (!stat.isSocket() && !stat.isFIFO()) return;
    writeSync(notificationsFd, `${name}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBADF' && code !== 'EPIPE') throw error;
  }
}
