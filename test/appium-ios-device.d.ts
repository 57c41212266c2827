/** The services that the tests of the virtual iPhone speak to. */
declare module 'appium-ios-device' {
  interface Closes {
    close(): void;
  }
  interface Afc extends Closes {
    createDirectory(path: string): Promise<void>;
    deleteDirectory(path: string): Promise<void>;
    listDirectory(path: string): Promise<string[]>;
    openFile(path: string, mode: number): Promise<number>;
    writeFile(handle: number, data: Buffer): Promise<void>;
    readFile(handle: number, bytes: number): Promise<Buffer>;
    closeFileHandle(handle: number): Promise<void>;
    getFileInfo(path: string): Promise<{ readonly size: number; isDirectory(): boolean; isFile(): boolean }>;
  }
  interface HouseArrest extends Closes {
    vendContainer(bundleId: string): Promise<Afc>;
    vendDocuments(bundleId: string): Promise<Afc>;
  }
  interface InstallationProxy {
    installApplication(path: string): Promise<unknown[]>;
    upgradeApplication(path: string): Promise<unknown[]>;
    uninstallApplication(bundleId: string): Promise<unknown[]>;
    listApplications(asked: {
      readonly applicationType: string;
      readonly returnAttributes: readonly string[];
    }): Promise<Record<string, object>>;
  }
  interface NotificationProxy extends Closes {
    observeNotification(name: string, listener: { notification(): void }): void;
    postNotification(name: string): void;
  }
  interface Utilities {
    getConnectedDevices(): Promise<string[]>;
    getDeviceInfo(udid: string): Promise<unknown>;
    getDeviceName(udid: string): Promise<string>;
    getOSVersion(udid: string): Promise<string>;
  }
  interface Services {
    startAfcService(udid: string): Promise<Afc>;
    startCrashLogService(udid: string): Promise<Afc>;
    startHouseArrestService(udid: string): Promise<HouseArrest>;
    startNotificationProxyService(udid: string): Promise<NotificationProxy>;
  }
}
