import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** How the lab starts its server and asks whether it answers; tests replace them. */
export interface ServerControl {
  readonly start: typeof startAppium;
  readonly answers: (endpoint: Endpoint) => Promise<boolean>;
  /** Between one question that was not answered and the next. */
  readonly pauseMs: number;
}

/** A server that does not answer so often in a row is dead; one that is busy with another phone answers in between. */
const statusTries = 3;

/** The phones that usbmuxd lists on this host, through an Appium server of ours. */
export function attachedLab(
  { ipa, udid, devices, appiumPort }: AttachedLabOptions,
  control: ServerControl = { start: startAppium, answers: endpointAnswers, pauseMs: 1000 },
): Lab {
  let server: Promise<Appium> | undefined;
  const restart = async (dead: Appium | undefined, logFile: string): Promise<Appium> => {
    await dead?.stop();
    return control.start(logFile, appiumPort);
  };
  return {
    ipa,
    phones: async () => chooseTargets(await attachedPhones(udid), devices, udid),
    async now(target) {
      const phone = (await attachedPhones(target.udid)).find(({ udid: attached }) => attached === target.udid);
      return phone ? { ...target, osVersion: phone.osVersion } : target;
    },
    isPresent: (target) => isAttached(target.udid),
    capabilities: capabilitiesFor,
    lock: (target) => lockPhone(target.udid),
    async endpoint(logFile) {
      const current = server;
      const running = await current?.catch(() => undefined);
      if (running && (await isAlive(running, control))) return endpointOf(running);
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

/** A server is stopped only when it is surely of no use, since it may be serving another phone. */
async function isAlive(server: Appium, { answers, pauseMs }: ServerControl): Promise<boolean> {
  for (let turn = 1; !server.hasEnded; turn++) {
    if (await answers(endpointOf(server))) return true;
    if (turn === statusTries) return false;
    await sleep(pauseMs);
  }
  return false;
}

const endpointOf = ({ port }: Appium): Endpoint => ({ protocol: 'http', hostname: '127.0.0.1', port, path: '/' });

/** The lab file's phones: of the one that is named, else of the lab.yaml that `setup` left in this folder, if any. */
export function labDevices(path: string | undefined): LabDevice[] {
  if (path !== undefined) return readLab(path);
  return existsSync('lab.yaml') ? readLab('lab.yaml') : [];
}
