import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../problem.js';
import type { Fault } from './faults.js';
import { identityOf } from './identity.js';
import type { Identity, IosVersion } from './identity.js';
import { makePhone } from './phone.js';
import type { PhoneState } from './phone.js';
import type { System } from './processes.js';
import { startUsbmuxd } from './usbmuxd.js';
import { startWda } from './wda/server.js';

/** Emulated iPhones that listen. */
export interface VirtualIphones {
  /** What USBMUXD_SOCKET_ADDRESS must say for a client to see them. */
  readonly socketPath: string;
  readonly phones: readonly { readonly identity: Identity; readonly wdaUrl: string }[];
  readonly stop: () => Promise<void>;
}

export interface Wanted {
  readonly count: number;
  readonly iosVersion?: IosVersion | undefined;
  /** The first phone's WebDriverAgent port, the next ones following; a free one each when absent. */
  readonly wdaPort?: number;
  readonly system: (identity: Identity) => System;
  readonly faults: readonly Fault[];
  /** Of the phones in their order; all is ready on those it does not name. */
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
    return makePhone(identity, join(root, identity.udid), system(identity), faults, states[index]);
  });
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(phones.map(({ processes }) => processes.terminateAll()));
    await Promise.all(closers.map((close) => close()));
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const started = [];
    for (const [index, phone] of phones.entries()) {
      const server = await startWda(phone, wdaPort === undefined ? 0 : wdaPort + index);
      closers.push(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      });
      const { port } = server.address() as AddressInfo;
      started.push({ identity: phone.identity, wdaUrl: `http://127.0.0.1:${String(port)}` });
    }
    const socketPath = join(root, 'usbmuxd.sock');
    const usbmuxd = await startUsbmuxd(phones, socketPath);
    // Connections that are still open end with this process; waiting for them would wait for the clients.
    closers.push(() => Promise.resolve(usbmuxd.close()));
    return { socketPath, phones: started, stop };
  } catch (error) {
    await stop();
    throw inUse(error);
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
