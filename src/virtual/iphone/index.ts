import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../problem.js';
import type { RequestedFault } from './faults.js';
import { identityOf } from './identity.js';
import type { Identity, IosVersion } from './identity.js';
import type { HostLink } from './link.js';
import { makePhone } from './phone.js';
import type { PhoneState } from './phone.js';
import type { System } from './processes.js';
import { startUsbmuxd } from './usbmuxd.js';
import { startWda } from './wda/server.js';

/** Emulated iPhones that are running. */
export interface VirtualIphones {
  /** The socket that a client finds through USBMUXD_SOCKET_ADDRESS. */
  readonly socketPath: string;
  readonly phones: readonly {
    readonly identity: Identity;
    readonly wdaUrl: string;
    /** What joins it to this machine, for tests that pull at it. */
    readonly link: HostLink;
  }[];
  readonly stop: () => Promise<void>;
}

export interface Wanted {
  readonly count: number;
  readonly iosVersion?: IosVersion | undefined;
  /** The first phone's WebDriverAgent port, and those after it for the others. Without it, each takes a free one. */
  readonly wdaPort?: number;
  readonly system: (identity: Identity) => System;
  /** What goes wrong on the first phone. */
  readonly faults: readonly RequestedFault[];
  /** Of the phones, in their order; a phone without one is ready. */
  readonly states?: readonly PhoneState[];
}

/** Starts phones whose storage lies in a temporary folder until `stop`. Throws a Problem when a port is in use. */
export async function startVirtualIphones({
  count,
  iosVersion,
  wdaPort,
  system,
  faults,
  states = [],
}: Wanted): Promise<VirtualIphones> {
  const root = mkdtempSync(join(tmpdir(), 'rezbench-iphone-'));
  const phones = Array.from({ length: count }, (_, index) => {
    const identity = identityOf(index + 1, iosVersion);
    const own = index === 0 ? faults : [];
    return makePhone(identity, join(root, identity.udid), system(identity), own, states[index]);
  });
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const { link } of phones) link.close();
    await Promise.all(phones.map(({ processes }) => processes.terminateAll()));
    await Promise.all(closers.map((close) => close()));
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const started = [];
    for (const [index, phone] of phones.entries()) {
      const wda = await startWda(phone, wdaPort === undefined ? 0 : wdaPort + index);
      closers.push(wda.close);
      started.push({ identity: phone.identity, link: phone.link, wdaUrl: `http://127.0.0.1:${String(wda.port)}` });
    }
    const socketPath = join(root, 'usbmuxd.sock');
    const usbmuxd = await startUsbmuxd(phones, socketPath);
    closers.push(() => usbmuxd.close());
    return {
      socketPath,
      phones: started,
      async stop() {
        warnOfMissed(faults, phones[0]?.processes.launches ?? 0);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw inUse(error);
  }
}

/** A fault that did nothing makes whoever asked for it believe that all went well in spite of it. */
function warnOfMissed(faults: readonly RequestedFault[], launches: number): void {
  for (const { text } of faults.filter(({ hasStruck }) => !hasStruck)) {
    console.error(`rezbench: --fault ${text} never struck; launches on the first virtual iPhone: ${String(launches)}`);
  }
}

function inUse(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error)) return error;
  return new Problem(
    `port ${String(error.port)} on 127.0.0.1 is in use; end what listens there or choose another --wda-port`,
    undefined,
    error,
  );
}
