/** The part of appium-ios-device that is used here; the package brings no types of its own. */
declare module 'appium-ios-device' {
  import type { Socket } from 'node:net';

  /** Without a socket of the caller's, each opens its own. */
  export const utilities: {
    getConnectedDevices(socket?: Socket): Promise<string[]>;
    getOSVersion(udid: string, socket?: Socket): Promise<string>;
    getDeviceName(udid: string, socket?: Socket): Promise<string>;
    /** Rejects for a phone that this host is not paired with. */
    startLockdownSession(udid: string): Promise<{
      /** Rejects for a value that is not there. */
      getValue(asked: { readonly Domain?: string; readonly Key?: string }): Promise<unknown>;
      close(): void;
    }>;
  };
}

declare module 'appium-ios-device/build/lib/usbmux/index.js' {
  import type { Socket } from 'node:net';

  /** A connection to usbmuxd, where USBMUXD_SOCKET_ADDRESS says; rejects when there is none. */
  export function getDefaultSocket(): Promise<Socket>;
}

declare module 'appium-ios-device/build/lib/logger.js' {
  export const log: { level: string };
}
