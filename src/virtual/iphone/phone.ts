import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apps } from './apps.js';
import type { Fault } from './faults/fault.js';
import { releaseOf } from './identity.js';
import type { Identity, IosVersion } from './identity.js';
import { makePairing } from './pairing.js';
import type { Pairing } from './pairing.js';
import { makeParts } from './phone-parts.js';
import type { PhoneParts } from './phone-parts.js';
import { Processes } from './processes.js';
import type { System } from './processes.js';
import { Programs } from './programs.js';
import { WdaRunner } from './wda/runner.js';
import type { WdaVersion } from './wda/version.js';

/** How a phone can be reached through usbmuxd: by the cable, or over Wi-Fi where Wi-Fi sync is on. */
export type Transport = 'usb' | 'network';

/** What its owner decided, and how it is found when it starts. */
export interface PhoneState {
  /** Whether a host that it is paired with may open a session. */
  readonly trusts: boolean;
  readonly developerMode: boolean;
  /** Whether it is locked with a passcode. */
  readonly locked: boolean;
  readonly freeBytes: number;
  /** Whether the developer who signed the apps on it is trusted. */
  readonly trustsDeveloper?: boolean;
  /** Its entries in usbmuxd's list, in this order; by default the cable alone. */
  readonly transports?: readonly Transport[];
}

export const ready: PhoneState = { trusts: true, developerMode: true, locked: false, freeBytes: 64e9 };

/** How long a phone is away for an update here. Real ones need half an hour. */
const updateMs = 500;
/** WebDriverAgent answers a launch no sooner than this after the app started: long enough for an app to have begun. */
const defaultLaunchMs = 300;

/** One emulated iPhone: everything its services act on. Its storage lies under a folder of its own. */
export interface Phone extends PhoneParts {
  /** Another one after an update of iOS. */
  readonly identity: Identity;
  readonly pairing: Pairing;
  readonly state: PhoneState;
  /** Its address on Wi-Fi. */
  readonly wifiAddress: string;
  /** What its apps take for its identity, which is another one for each developer. */
  readonly vendorId: string;
  /** The folder that the public AFC service shows, /var/mobile/Media. */
  readonly media: string;
  readonly apps: Apps;
  readonly processes: Processes;
  /** WebDriverAgent where it is installed on the phone; absent where somebody else keeps it running. */
  readonly wda: WdaRunner | undefined;
  readonly programs: Programs;
  /** Updates iOS: apps end, the link is cut, what Core ML specialized is gone, and the rest of the containers stays. */
  readonly update: (osVersion: IosVersion) => Promise<void>;
}

export interface WantedPhone {
  readonly identity: Identity;
  /** Without one, keys are made when a host asks for the first, which takes a second. */
  readonly pairing?: Pairing;
  readonly root: string;
  readonly systemFor: (identity: Identity) => System;
  readonly faults: readonly Fault[];
  readonly state?: PhoneState | undefined;
  readonly logFile?: string | undefined;
  readonly launchMs?: number | undefined;
  /** The WebDriverAgent that is installed on it, and the phone's own address, where that listens once a host starts it. */
  readonly installedWda?: { readonly address: string; readonly version: WdaVersion } | undefined;
}

export function makePhone(wanted: WantedPhone): Phone {
  const { root, systemFor, faults, state = ready, launchMs = defaultLaunchMs, installedWda } = wanted;
  let { identity, pairing } = wanted;
  const media = join(root, 'Media');
  mkdirSync(media, { recursive: true });
  const parts = makeParts(() => identity, root, wanted.logFile, state.freeBytes);
  if (state.locked) parts.screen.lock();
  const apps = new Apps(root);
  const processes = new Processes(systemFor(identity), faults, parts, launchMs);
  parts.link.on('away', () => void processes.terminateAll());
  const wda = installedWda && new WdaRunner(installedWda, () => phone);
  if (wda !== undefined) {
    apps.place(wda.bundleIn(apps.freshStaging()));
    parts.link
      .on('unplugged', () => {
        wda.cutAnswers();
      })
      .on('wdaEnded', () => void wda.end());
  }
  const phone: Phone = {
    ...parts,
    get identity() {
      return identity;
    },
    get pairing() {
      return (pairing ??= makePairing());
    },
    state,
    // A network for documentation, which nobody has (RFC 5737).
    wifiAddress: `192.0.2.${String(Number.parseInt(identity.udid.slice(-2), 16))}`,
    vendorId: randomUUID().toUpperCase(),
    media,
    apps,
    processes,
    wda,
    programs: new Programs(apps, processes, wda),
    async update(osVersion) {
      parts.link.restart(updateMs);
      await processes.terminateAll();
      apps.updateSystem();
      identity = { ...identity, ...releaseOf(osVersion) };
      processes.system = systemFor(identity);
    },
  };
  return phone;
}
