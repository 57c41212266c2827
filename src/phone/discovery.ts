import type { Socket } from 'node:net';
import { utilities } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { getDefaultSocket } from 'appium-ios-device/build/lib/usbmux/index.js';

log.level = 'warn';

/** A phone that usbmuxd sees. */
export interface AttachedPhone {
  readonly udid: string;
  readonly name: string;
  readonly osVersion: string;
}

/** The way to the phones of this host. Each method rejects when usbmuxd, or the phone, does not answer. */
export interface Usbmuxd {
  udids(): Promise<readonly string[]>;
  phone(udid: string): Promise<AttachedPhone>;
}

const hostUsbmuxd: Usbmuxd = {
  udids: () => ask((socket) => utilities.getConnectedDevices(socket)),
  phone: async (udid) => ({
    udid,
    name: await ask((socket) => utilities.getDeviceName(udid, socket)),
    osVersion: await ask((socket) => utilities.getOSVersion(udid, socket)),
  }),
};

/** Whether usbmuxd lists the phone now; false when usbmuxd does not answer. */
export async function isAttached(udid: string, usbmuxd = hostUsbmuxd): Promise<boolean> {
  return (await listedBy(usbmuxd)).includes(udid);
}

/**
 * The phones attached to this host, sorted; none when usbmuxd does not answer. A phone that is unplugged while it is asked
 * is left out. When the wanted phone is attached, it alone is asked: the others may be busy or about to go.
 */
export async function attachedPhones(wanted?: string, usbmuxd = hostUsbmuxd): Promise<AttachedPhone[]> {
  const listed = await listedBy(usbmuxd);
  const asked = wanted !== undefined && listed.includes(wanted) ? [wanted] : [...listed].sort();
  const answers = await Promise.allSettled(asked.map((udid) => usbmuxd.phone(udid)));
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

async function listedBy(usbmuxd: Usbmuxd): Promise<readonly string[]> {
  try {
    return await usbmuxd.udids();
  } catch {
    return [];
  }
}

/**
 * Asks through a connection of its own, which appium-ios-device would leave without a listener for errors: a usbmuxd that
 * goes away would end this process.
 */
async function ask<Answer>(question: (socket: Socket) => Promise<Answer>): Promise<Answer> {
  const socket = await getDefaultSocket();
  const lost = new Promise<never>((_, reject) => {
    socket.on('error', reject).on('close', () => {
      reject(new Error('usbmuxd closed the connection'));
    });
  });
  try {
    return await Promise.race([question(socket), lost]);
  } finally {
    socket.destroy();
  }
}
