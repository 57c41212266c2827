import { setTimeout as sleep } from 'node:timers/promises';
import { endNotification } from '../../contract/paths.js';

const everyMs = 500;
const leastS = 1;

/**
 * Announces that a launch has ended, at once and again while the process is kept, in case nobody listened yet. It is kept
 * until it is `attachS` seconds old, since XCTest may still be attaching to it, and for a second at least; not at all where
 * attaching takes no time. `ageS` tells how old it is.
 */
export async function announceEnd(
  launch: string,
  {
    attachS,
    ageS,
    post,
  }: { readonly attachS: number; readonly ageS: () => number; readonly post: (name: string) => void },
): Promise<void> {
  post(endNotification(launch));
  const untilS = Math.max(attachS, ageS() + Math.min(attachS, leastS));
  for (let leftMs = (untilS - ageS()) * 1e3; leftMs > 0; leftMs = (untilS - ageS()) * 1e3) {
    await sleep(Math.min(leftMs, everyMs));
    post(endNotification(launch));
  }
}
