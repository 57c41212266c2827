import { utilities } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';

log.level = 'warn';

/** A phone that usbmuxd sees. */
export interface AttachedPhone {
  readonly udid: string;
  readonly name: string;
  readonly osVersion: string;
}

/** Whether usbmuxd lists the phone now; false when usbmuxd does not answer. */
export async function isAttached(udid: string): Promise<boolean> {
  return (await utilities.getConnectedDevices()).includes(udid);
}

/** The phones attached to this host, sorted; none when usbmuxd does not answer. */
export async function attachedPhones(): Promise<AttachedPhone[]> {
  const udids = await utilities.getConnectedDevices();
  return Promise.all(
    udids.sort().map(async (udid) => ({
      udid,
      name: await utilities.getDeviceName(udid),
      osVersion: await utilities.getOSVersion(udid),
    })),
  );
}
