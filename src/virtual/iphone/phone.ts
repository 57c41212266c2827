import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apps } from './apps.js';
import type { Fault } from './faults.js';
import type { Identity } from './identity.js';
import { Notifications } from './notifications.js';
import { makePairing } from './pairing.js';
import type { Pairing } from './pairing.js';
import { Processes } from './processes.js';
import type { System } from './processes.js';

/** One emulated iPhone: everything its services act on. Its storage lies under a folder of its own. */
export interface Phone {
  readonly identity: Identity;
  readonly pairing: Pairing;
  /** What the public AFC service shows: /var/mobile/Media. */
  readonly media: string;
  readonly apps: Apps;
  readonly processes: Processes;
  readonly notifications: Notifications;
}

export function makePhone(identity: Identity, root: string, system: System, faults: readonly Fault[]): Phone {
  const media = join(root, 'Media');
  mkdirSync(media, { recursive: true });
  return {
    identity,
    pairing: makePairing(),
    media,
    apps: new Apps(root),
    processes: new Processes(system, faults),
    notifications: new Notifications(),
  };
}
