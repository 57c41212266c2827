/** The part of appium-ios-device that is used here; the package brings no types of its own. */
declare module 'appium-ios-device' {
  export const utilities: {
    getConnectedDevices(): Promise<string[]>;
    getOSVersion(udid: string): Promise<string>;
    getDeviceName(udid: string): Promise<string>;
  };
}

declare module 'appium-ios-device/build/lib/logger.js' {
  export const log: { level: string };
}
