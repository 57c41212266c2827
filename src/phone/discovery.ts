import type { Socket } from 'node:net';
import { Lockdown, LOCKDOWN_PORT } from 'appium-ios-device/build/lib/lockdown/index.js';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { PlistService } from 'appium-ios-device/build/lib/plist-service/index.js';
import { getDefaultSocket, Usbmux } from 'appium-ios-device/build/lib/usbmux/index.js';
import { z } from 'zod';
import { careful } from './careful-socket.js';
import './whole-frames.js';

log.level = 'warn';

/** How a phone is joined to this host. */
export const transports = ['usb', 'wifi'] as const;
export type Transport = (typeof transports)[number];

/** A phone as usbmuxd lists it. */
export interface ListedPhone {
  readonly udid: string;
  /** In usbmuxd's order. Most clients take the first. */
  readonly attachments: readonly Attachment[];
}

/** A way to a phone, by the number that usbmuxd gave it. A phone that comes back gets another one. */
export interface Attachment {
  readonly deviceId: number;
  readonly transport: Transport;
}

/** A phone that usbmuxd sees and that answers. */
export interface AttachedPhone {
  readonly udid: string;
  readonly name: string;
  readonly osVersion: string;
  /** Such as 21F79. */
  readonly osBuild?: string | undefined;
  /** Apple's product type, such as iPhone15,2. */
  readonly model?: string | undefined;
  /** The cable, where there is one. */
  readonly transport: Transport;
}

/** What a phone says of itself. */
export type PhoneAnswer = Omit<AttachedPhone, 'udid' | 'transport'>;

/** The way to the phones of this host. Each method rejects when usbmuxd, or the phone, does not answer. */
export interface Usbmuxd {
  /** As it lists them now. Whoever can do with an older list says how old it may be. */
  listed(mostAgeMs?: number): Promise<readonly ListedPhone[]>;
  /**
   * Asks the phone alone: usbmuxd has one list of all phones, so that a list for each phone would cost the square of their
   * number. Rejects where another phone answers, since a usbmuxd that was started anew gives its numbers anew.
   */
  ask(udid: string, attachment: Attachment): Promise<PhoneAnswer>;
}

const entries = z.array(z.unknown());
/** One that does not name its connection is an old daemon's, which knows the cable alone. */
const entry = z.looseObject({
  Properties: z.looseObject({ DeviceID: z.number(), SerialNumber: z.string(), ConnectionType: z.string().optional() }),
});

const info = z.looseObject({
  DeviceName: z.string(),
  ProductVersion: z.string(),
  BuildVersion: z.string().optional(),
  ProductType: z.string().optional(),
  UniqueDeviceID: z.string().optional(),
});

/** Where several phones are looked for, one list serves them all. */
const listAgeMs = 250;

/** A udid names files of a run, and stands in commands that are advised: anything else is no phone's. */
const isUdid = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text);

/** Not every usbmuxd writes the hyphen of newer phones. */
const isSameUdid = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (udid: string): string => udid.replaceAll('-', '').toLowerCase();

/** The usbmuxd at the other end of what this connects. */
export const usbmuxdBy = (connect: () => Promise<Socket>): Usbmuxd => ({
  async listed() {
    const listed = entries.parse(await ask(connect, (socket) => new Usbmux(socket).listDevices()));
    const phones = new Map<string, Attachment[]>();
    for (const { data } of listed.map((each) => entry.safeParse(each))) {
      const its = data?.Properties;
      if (its === undefined || !isUdid(its.SerialNumber)) continue;
      const transport = its.ConnectionType === 'Network' ? 'wifi' : 'usb';
      const known = phones.get(its.SerialNumber) ?? [];
      phones.set(its.SerialNumber, [...known, { deviceId: its.DeviceID, transport }]);
    }
    return [...phones].map(([udid, attachments]) => ({ udid, attachments }));
  },
  async ask(udid, { deviceId }) {
    const told = info.parse(
      await ask(connect, async (socket) => {
        const toLockdown = await new Usbmux(socket).connect(deviceId, LOCKDOWN_PORT);
        return new Lockdown(new PlistService(toLockdown)).getValue();
      }),
    );
    if (told.UniqueDeviceID !== undefined && !isSameUdid(told.UniqueDeviceID, udid))
      throw new Error(`${told.UniqueDeviceID} answers in place of ${udid}`);
    return {
      name: told.DeviceName,
      osVersion: told.ProductVersion,
      osBuild: told.BuildVersion,
      model: told.ProductType,
    };
  },
});

export const hostUsbmuxd = usbmuxdBy(getDefaultSocket);

/** Whether usbmuxd lists the phone now, by this transport when one is named; false when usbmuxd does not answer. */
export async function isAttached(udid: string, transport?: Transport, usbmuxd = hostUsbmuxd): Promise<boolean> {
  const phone = (await listedBy(usbmuxd, listAgeMs)).find((listed) => listed.udid === udid);
  return (
    phone !== undefined && (transport === undefined || phone.attachments.some((each) => each.transport === transport))
  );
}

/**
 * The phones attached to this host, sorted; none when usbmuxd does not answer. A phone that is unplugged while it is asked
 * is left out. When the wanted phone is attached, it alone is asked: the others may be busy or about to go.
 */
export async function attachedPhones(wanted?: string, usbmuxd = hostUsbmuxd): Promise<AttachedPhone[]> {
  const listed = await listedBy(usbmuxd, listAgeMs);
  const only = listed.filter(({ udid }) => udid === wanted);
  const asked = only.length > 0 ? only : listed;
  const answered = await answersOf(asked, usbmuxd);
  const heard = new Set(answered.map(({ udid }) => udid));
  const silent = new Set(asked.flatMap(({ udid }) => (heard.has(udid) ? [] : [udid])));
  // A host under load answers late, and the library waits five seconds. A phone that was plugged in anew has another number.
  const again = silent.size === 0 ? [] : (await listedBy(usbmuxd)).filter(({ udid }) => silent.has(udid));
  return [...answered, ...(await answersOf(again, usbmuxd))].sort((one, other) => (one.udid < other.udid ? -1 : 1));
}

/** Those that answer. */
async function answersOf(phones: readonly ListedPhone[], usbmuxd: Usbmuxd): Promise<AttachedPhone[]> {
  const answers = await Promise.allSettled(
    phones.map(async ({ udid, attachments }) => {
      const attachment = attachments.find(({ transport }) => transport === 'usb') ?? attachments[0];
      if (attachment === undefined) throw new Error(`${udid} is listed without an attachment`);
      return { udid, ...(await usbmuxd.ask(udid, attachment)), transport: attachment.transport };
    }),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

/** Whether usbmuxd answers, be there phones or not. */
export const usbmuxdAnswers = (usbmuxd = hostUsbmuxd): Promise<boolean> =>
  usbmuxd.listed().then(
    () => true,
    () => false,
  );

async function listedBy(usbmuxd: Usbmuxd, mostAgeMs = 0): Promise<readonly ListedPhone[]> {
  try {
    return await usbmuxd.listed(mostAgeMs).catch(() => usbmuxd.listed());
  } catch {
    return [];
  }
}

/**
 * Asks through a connection of its own, which appium-ios-device would leave without a listener for errors: a usbmuxd that
 * goes away would end this process.
 */
async function ask<Answer>(
  connect: () => Promise<Socket>,
  question: (socket: Socket) => Promise<Answer>,
): Promise<Answer> {
  const socket = careful(await connect());
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
