import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAppium } from '../phone/appium.js';
import type { Appium } from '../phone/appium.js';
import { startCableFirst } from '../phone/cable-first.js';
import type { CableFirst } from '../phone/cable-first.js';
import { capabilitiesFor } from '../phone/capabilities.js';
import { attachedPhones, hostUsbmuxd, isAttached, usbmuxdAnswers } from '../phone/discovery.js';
import type { Usbmuxd } from '../phone/discovery.js';
import { lockPhone } from '../phone/lock.js';
import { chooseTargets, noticesOf } from '../phone/target.js';
import { whyNoSession } from '../phone/why-no-session.js';
import { whyNoAddress } from '../phone/usbmuxd-address.js';
import { emptyLab, readLab } from '../plan/lab.js';
import type { LabFile } from '../plan/lab.js';
import { exitCodes, Problem } from '../problem.js';
import { endpointAnswers } from './lab.js';
import type { Endpoint, Lab } from './lab.js';
import { refuseForeignApp } from './refuse-foreign-app.js';
import { SharedAnswer } from './shared-answer.js';

/** Which of the phones on this host, what the lab file says of them, and what runs on them. */
export interface AttachedLabOptions extends LabFile {
  readonly ipa: string;
  /** Only the phone with this udid. */
  readonly udid?: string | undefined;
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

const ownServer: ServerControl = { start: startAppium, answers: endpointAnswers, pauseMs: 1000 };

/** A server that does not answer so often in a row is dead; one that is busy with another phone answers in between. */
const statusTries = 3;

/** The phones that usbmuxd lists on this host. */
export interface AttachedLab extends Lab {
  /** Kills the server, if one has been started, for tests of what follows. */
  readonly killServer: () => void;
}

/** The phones that usbmuxd lists on this host, through an Appium server of ours. */
export function attachedLab(
  { ipa, udid, appiumPort, ...lab }: AttachedLabOptions,
  control: ServerControl = ownServer,
): AttachedLab {
  let server: Promise<Appium> | undefined;
  let cableFirst: Promise<CableFirst> | undefined;
  const list = new SharedAnswer(() => hostUsbmuxd.listed());
  const usbmuxd: Usbmuxd = { ...hostUsbmuxd, listed: (mostAgeMs) => list.get(mostAgeMs) };
  const restart = async (dead: Appium | undefined, logFile: string): Promise<Appium> => {
    await dead?.stop();
    // Also where no phone is on Wi-Fi now: one may join it later.
    cableFirst ??= startCableFirst();
    return control.start(logFile, appiumPort, { USBMUXD_SOCKET_ADDRESS: (await cableFirst).address });
  };
  return {
    ipa,
    async phones() {
      const wrong = whyNoAddress();
      if (wrong !== undefined) throw new Problem(wrong);
      const attached = await attachedPhones(udid, usbmuxd);
      if (attached.length === 0 && !(await usbmuxdAnswers())) {
        throw new Problem(
          'no iPhone is attached; usbmuxd does not answer, so run npx rezbench doctor, or try a virtual one (npx rezbench virtual)',
          exitCodes.missing,
        );
      }
      const targets = chooseTargets(attached, lab, udid);
      refuseForeignApp(ipa, targets);
      for (const notice of noticesOf(attached, lab, udid)) console.error(`rezbench: ${notice}`);
      return targets;
    },
    async now(target) {
      const phone = (await attachedPhones(target.udid, usbmuxd)).find(({ udid: attached }) => attached === target.udid);
      if (phone === undefined) return target;
      const { osVersion, osBuild } = phone;
      return { ...target, osVersion, ...(osBuild !== undefined && { osBuild }) };
    },
    isPresent: ({ udid: own, transport }) => isAttached(own, transport, usbmuxd),
    whyNoSession,
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
    killServer() {
      void server?.then(
        (running) => {
          running.kill();
        },
        () => undefined,
      );
    },
    async close() {
      await (await server?.catch(() => undefined))?.stop();
      await (await cableFirst?.catch(() => undefined))?.close();
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

/** What the lab file says: the one that is named, else the lab.yaml that `setup` left in this folder, if any. */
export function describedLab(path: string | undefined): LabFile {
  if (path !== undefined) return readLab(path);
  return existsSync('lab.yaml') ? readLab('lab.yaml') : emptyLab;
}
