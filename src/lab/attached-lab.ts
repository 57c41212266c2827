import { existsSync } from 'node:fs';
import { startAppium } from '../phone/appium.js';
import type { Appium } from '../phone/appium.js';
import { capabilitiesFor } from '../phone/capabilities.js';
import { attachedPhones, isAttached } from '../phone/discovery.js';
import { lockPhone } from '../phone/lock.js';
import { chooseTargets } from '../phone/target.js';
import { readLab } from '../plan/lab.js';
import type { LabDevice } from '../plan/lab.js';
import { endpointAnswers } from './lab.js';
import type { Endpoint, Lab } from './lab.js';

/** Which of the phones on this host, and what runs on them. */
export interface AttachedLabOptions {
  readonly ipa: string;
  /** Only the phone with this udid. */
  readonly udid?: string | undefined;
  /** Phones that the lab file knows. */
  readonly devices: readonly LabDevice[];
  /** The port that Appium must listen on; a free one when left out. */
  readonly appiumPort?: number | undefined;
}

/** The phones that usbmuxd lists on this host, through an Appium server of ours. */
export function attachedLab({ ipa, udid, devices, appiumPort }: AttachedLabOptions): Lab {
  let server: Promise<Appium> | undefined;
  const restart = async (dead: Appium | undefined, logFile: string): Promise<Appium> => {
    await dead?.stop();
    return startAppium(logFile, appiumPort);
  };
  return {
    ipa,
    phones: async () => chooseTargets(await attachedPhones(), devices, udid),
    isPresent: (target) => isAttached(target.udid),
    capabilities: capabilitiesFor,
    lock: (target) => lockPhone(target.udid),
    async endpoint(logFile) {
      const current = server;
      const running = await current?.catch(() => undefined);
      if (running && (await endpointAnswers(endpointOf(running)))) return endpointOf(running);
      // Several phones may find the server dead at the same moment: the first one replaces it for all.
      const next = server === undefined || server === current ? restart(running, logFile) : server;
      server = next;
      return endpointOf(await next);
    },
    async close() {
      await (await server?.catch(() => undefined))?.stop();
    },
  };
}

const endpointOf = ({ port }: Appium): Endpoint => ({ protocol: 'http', hostname: '127.0.0.1', port, path: '/' });

/** The lab file's phones: of the one that is named, else of the lab.yaml that `setup` left in this folder, if any. */
export function labDevices(path: string | undefined): LabDevice[] {
  if (path !== undefined) return readLab(path);
  return existsSync('lab.yaml') ? readLab('lab.yaml') : [];
}
