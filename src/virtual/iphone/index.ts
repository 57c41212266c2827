import { join } from 'node:path';
import { temporaryHome } from '../../host/temporary-home.js';
import { Problem } from '../../problem.js';
import type { DeathCause } from './crash-reports.js';
import type { RequestedFault } from './faults.js';
import { identityOf } from './identity.js';
import type { Identity, IosVersion } from './identity.js';
import type { HostLink } from './link.js';
import { makePairing } from './pairing.js';
import { makePhone } from './phone.js';
import type { Phone, PhoneState } from './phone.js';
import type { Launch } from './launch.js';
import type { System } from './processes.js';
import type { RequestLog } from './request-log.js';
import type { Screen } from './screen.js';
import { drawAddress, PhoneTunnel } from './tunnel/phone-tunnel.js';
import { TunnelRegistry } from './tunnel/registry.js';
import { startUsbmuxd } from './usbmuxd.js';
import { startWda } from './wda/server.js';
import type { WdaVersion } from './wda/version.js';

/** One emulated iPhone, for whoever drives it and for tests that pull at it. */
export interface VirtualIphone {
  /** As it is now; an update of iOS changes it. */
  readonly identity: Identity;
  /** Where somebody keeps its WebDriverAgent running; absent where a host starts it through the tunnel. */
  readonly wdaUrl: string | undefined;
  /** What joins it to this machine. */
  readonly link: HostLink;
  readonly screen: Screen;
  /** What hosts asked of it, and when its apps were launched. */
  readonly log: RequestLog;
  /** Where its apps write down what Core ML's cache held of each model they loaded; missing before the first load. */
  readonly cacheLog: string;
  /** Its launches so far. */
  readonly launches: readonly Launch[];
  /** Updates iOS: the link is cut for a moment, apps end, and what Core ML specialized for them is gone. */
  readonly update: (osVersion: IosVersion) => Promise<void>;
  /** Leaves a report as if an installed app, which need not run, had died. */
  readonly leaveCrashReport: (bundleId: string, cause: DeathCause) => void;
  /** Its clock is set forward, or back by a negative time. */
  readonly setClock: (byMs: number) => void;
  /** It forgets the hosts that it is paired with. */
  readonly loseTrust: () => void;
  /** Stops the app in the background, as iOS does a few seconds after it went there. */
  readonly suspend: (bundleId: string) => void;
}

/** Emulated iPhones that are running. */
export interface VirtualIphones {
  /** The socket that a client finds through USBMUXD_SOCKET_ADDRESS. */
  readonly socketPath: string;
  readonly phones: readonly VirtualIphone[];
  /** The port of 127.0.0.1 where the tunnel registry answers; absent when no phone has a tunnel. */
  readonly registryPort: number | undefined;
  readonly stop: () => Promise<void>;
  /**
   * The faults that did nothing, a sentence each: they would make whoever asked for them believe that all went well in spite
   * of them. To be asked once the phones have done their work.
   */
  readonly missedFaults: () => readonly string[];
}

export interface Wanted {
  readonly count: number;
  /** Who they are, in their order; one that is left out has a name of its number. */
  readonly identities?: readonly Identity[] | undefined;
  readonly iosVersion?: IosVersion | undefined;
  /** The first phone's WebDriverAgent port, and those after it for the others. Without it, each takes a free one. */
  readonly wdaPort?: number;
  readonly wdaVersion?: WdaVersion;
  readonly system: (identity: Identity) => System;
  /** What goes wrong, and on which of them. */
  readonly faults: readonly RequestedFault[];
  /** Of the phones, in their order; a phone without one is ready. */
  readonly states?: readonly PhoneState[];
  /** How long XCTest may need to attach to an app, in seconds, which the app learns. */
  readonly attachS?: number | undefined;
  /** How long a prediction takes at least, in milliseconds. */
  readonly predictMs?: number | undefined;
  /** How long WebDriverAgent takes to answer a launch. */
  readonly launchMs?: number | undefined;
  /** A file that each phone's log is appended to, a JSON object a line. */
  readonly logFile?: string | undefined;
}

/** An iPhone's app lives 3 s (IPhone.swift). What counts is that it outlives its last event, so one second does here. */
const defaultAttachS = 1;

/**
 * Starts phones whose storage lies in a temporary folder until `stop`. Throws a Problem when a port is in use, and for a
 * fault of a phone that is none of them.
 */
export async function startVirtualIphones({
  count,
  identities = [],
  iosVersion,
  wdaPort,
  wdaVersion = '16.12.9',
  system,
  faults,
  states = [],
  attachS = defaultAttachS,
  predictMs,
  launchMs,
  logFile,
}: Wanted): Promise<VirtualIphones> {
  const identityOfNth = (index: number): Identity => identities[index] ?? identityOf(index + 1, iosVersion);
  for (const { text, phone, needsTunnel } of faults) {
    if (phone > count) throw new Problem(`--fault ${text}: virtual iPhones are counted from 1 to ${String(count)}`);
    if (needsTunnel && identityOfNth(phone - 1).tunnelled !== true) {
      throw new Problem(
        `--fault ${text}: virtual iPhone ${String(phone)} has no tunnel; on Linux one with iOS 18 or later has (--ios 26.1)`,
      );
    }
  }
  const home = temporaryHome('iphone');
  const root = home.path;
  const phones = Array.from({ length: count }, (_, index) => {
    const identity = { ...identityOfNth(index), attachS, predictMs };
    return makePhone({
      identity,
      pairing: makePairing(),
      root: join(root, identity.udid),
      systemFor: system,
      faults: faults.filter(({ phone }) => phone === index + 1),
      state: states[index],
      logFile,
      launchMs,
      installedWda: identity.tunnelled === true ? { address: drawAddress(), version: wdaVersion } : undefined,
    });
  });
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const { link, screen } of phones) {
      link.close();
      screen.close();
    }
    await Promise.all(phones.map(({ processes }) => processes.terminateAll()));
    await Promise.all(closers.map((close) => close()));
    home.remove();
  };
  try {
    const started: VirtualIphone[] = [];
    const registry = phones.some(({ wda }) => wda !== undefined) ? new TunnelRegistry() : undefined;
    if (registry !== undefined) closers.push(() => registry.close());
    const registryPort = await registry?.listen();
    for (const [index, phone] of phones.entries()) {
      const installed = phone.wda;
      if (installed !== undefined && registry !== undefined) {
        const tunnel = new PhoneTunnel(phone, installed.address, index + 1, registry);
        closers.push(() => {
          tunnel.close();
          return installed.end();
        });
        await tunnel.open();
        started.push(shown(phone));
        continue;
      }
      const wda = await startWda(phone, wdaPort === undefined ? 0 : wdaPort + index, wdaVersion);
      closers.push(wda.close);
      started.push(shown(phone, wda.port));
    }
    const socketPath = join(root, 'usbmuxd.sock');
    const usbmuxd = await startUsbmuxd(phones, socketPath);
    closers.push(() => usbmuxd.close());
    return {
      socketPath,
      phones: started,
      registryPort,
      stop,
      missedFaults: () =>
        faults
          .filter(({ hasStruck }) => !hasStruck)
          .map(({ text, phone }) => {
            const launches = phones[phone - 1]?.processes.launches ?? 0;
            return `--fault ${text} never struck; launches on virtual iPhone ${String(phone)}: ${String(launches)}`;
          }),
    };
  } catch (error) {
    await stop();
    throw inUse(error);
  }
}

const shown = (phone: Phone, wdaPort?: number): VirtualIphone => ({
  get identity() {
    return phone.identity;
  },
  wdaUrl: wdaPort === undefined ? undefined : `http://127.0.0.1:${String(wdaPort)}`,
  link: phone.link,
  screen: phone.screen,
  log: phone.log,
  cacheLog: phone.cacheLog,
  get launches() {
    return phone.processes.launched;
  },
  update: phone.update,
  leaveCrashReport: (bundleId, cause) => {
    const app = phone.apps.get(bundleId);
    if (app === undefined) throw new Error(`${bundleId} is not installed`);
    phone.crashReports.write({ cause, app, pid: 999 });
  },
  setClock: (byMs) => {
    phone.clock.jump(byMs);
  },
  loseTrust: () => {
    phone.trust.lose();
  },
  suspend: (bundleId) => {
    phone.processes.suspend(bundleId);
  },
});

function inUse(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error)) return error;
  return new Problem(
    `port ${String(error.port)} on 127.0.0.1 is in use; end what listens there or choose another --wda-port`,
    undefined,
    error,
  );
}
