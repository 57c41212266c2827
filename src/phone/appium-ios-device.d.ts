/** The part of appium-ios-device that is used here; the package brings no types of its own. */
declare module 'appium-ios-device' {
  export const utilities: {
    getConnectedDevices(): Promise<string[]>;
    getOSVersion(udid: string): Promise<string>;
    getDeviceName(udid: string): Promise<string>;
    /** Rejects for a phone that this host is not paired with. */
    startLockdownSession(udid: string): Promise<{
      /** Rejects for a value that is not there. */
      getValue(asked: { readonly Domain?: string; readonly Key?: string }): Promise<unknown>;
      close(): void;
    }>;
  };
}

declare module 'appium-ios-device/build/lib/logger.js' {
  export const log: { level: string };
}
