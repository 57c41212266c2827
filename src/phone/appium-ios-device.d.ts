/** The part of appium-ios-device that is used here; the package brings no types of its own. */
declare module 'appium-ios-device' {
  import type { Socket } from 'node:net';

  /** Each opens a connection of its own to usbmuxd. Tests know more of them. */
  interface Utilities {
    /** Through the phone's first attachment. */
    connectPort(udid: string, port: number): Promise<Socket>;
    /** Rejects for a phone that this host is not paired with. */
    startLockdownSession(udid: string): Promise<{
      /** Rejects for a value that is not there. */
      getValue(asked: { readonly Domain?: string; readonly Key?: string }): Promise<unknown>;
      close(): void;
    }>;
  }

  export const utilities: Utilities;

  interface InstallationProxy {
    /** What is known of those apps that are installed, by their bundle id. */
    lookupApplications(asked: {
      bundleIds: string | readonly string[];
    }): Promise<Record<string, { CFBundleVersion: string }>>;
    close(): void;
  }

  /** Tests know more of them. */
  interface Services {
    startInstallationProxyService(udid: string): Promise<InstallationProxy>;
  }

  export const services: Services;
}

declare module 'appium-ios-device/build/lib/usbmux/index.js' {
  import type { Socket } from 'node:net';

  /** A connection to usbmuxd, where USBMUXD_SOCKET_ADDRESS says; rejects when there is none. */
  export function getDefaultSocket(where?: { readonly socketPath?: string }): Promise<Socket>;

  export class Usbmux {
    constructor(socket: Socket);
    /** Every attachment of every phone: one that hangs on the cable and is on Wi-Fi as well comes twice. */
    listDevices(timeoutMs?: number): Promise<unknown>;
    connect(deviceId: number, port: number): Promise<Socket>;
  }
}

declare module 'appium-ios-device/build/lib/plist-service/index.js' {
  import type { Socket } from 'node:net';

  export class PlistService {
    constructor(socket: Socket);
    close(): void;
  }
}

declare module 'appium-ios-device/build/lib/lockdown/index.js' {
  import type { PlistService } from 'appium-ios-device/build/lib/plist-service/index.js';

  export const LOCKDOWN_PORT: number;

  /** What lockdown tells without a session. */
  export class Lockdown {
    constructor(service: PlistService);
    /** All that it tells. */
    getValue(): Promise<unknown>;
  }
}

declare module 'appium-ios-device/build/lib/logger.js' {
  export const log: { level: string };
}
