import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apps } from './apps.js';
import type { Fault } from './faults.js';
import type { Identity } from './identity.js';
import { HostLink } from './link.js';
import { Notifications } from './notifications.js';
import { makePairing } from './pairing.js';
import type { Pairing } from './pairing.js';
import { Processes } from './processes.js';
import type { System } from './processes.js';

/** What its owner decided, as lockdown reports it. */
export interface PhoneState {
  /** Whether a host that it is paired with may open a session. */
  readonly trusts: boolean;
  readonly developerMode: boolean;
  /** Whether it is locked with a passcode. */
  readonly locked: boolean;
  readonly freeBytes: number;
}

export const ready: PhoneState = { trusts: true, developerMode: true, locked: false, freeBytes: 64e9 };

/** One emulated iPhone: everything its services act on. Its storage lies under a folder of its own. */
export interface Phone {
  readonly identity: Identity;
  readonly pairing: Pairing;
  readonly state: PhoneState;
  /** The folder that the public AFC service shows, /var/mobile/Media. */
  readonly media: string;
  readonly apps: Apps;
  readonly processes: Processes;
  readonly notifications: Notifications;
  readonly link: HostLink;
}

export function makePhone(
  identity: Identity,
  root: string,
  system: System,
  faults: readonly Fault[],
  state: PhoneState = ready,
): Phone {
  const media = join(root, 'Media');
  mkdirSync(media, { recursive: true });
  const link = new HostLink();
  return {
    identity,
    pairing: makePairing(),
    state,
    media,
    apps: new Apps(root),
    processes: new Processes(system, faults, link),
    notifications: new Notifications(),
    link,
  };
}
