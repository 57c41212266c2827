import { utilities } from 'appium-ios-device';
import { z } from 'zod';
import type { AttachedPhone } from './discovery.js';

/** What lockdown tells of a phone; a fact it does not tell is absent. */
export interface PhoneFacts extends AttachedPhone {
  /** Whether the phone lets this host open a session. */
  readonly trusted: boolean;
  /** Apple's product type, such as iPhone15,2. */
  readonly model?: string | undefined;
  readonly developerMode?: boolean | undefined;
  /** Whether it is locked with a passcode at this moment. */
  readonly locked?: boolean | undefined;
  readonly freeBytes?: number | undefined;
}

/** Asks a phone for what decides whether it can be measured on. Keys: libimobiledevice's ideviceinfo. */
export async function phoneFacts(phone: AttachedPhone): Promise<PhoneFacts> {
  const { udid } = phone;
  if (!(await isTrusted(udid))) return { ...phone, trusted: false };
  return {
    ...phone,
    trusted: true,
    model: await valueOf(udid, z.string(), { Key: 'ProductType' }),
    developerMode: await valueOf(udid, z.boolean(), {
      Domain: 'com.apple.security.mac.amfi',
      Key: 'DeveloperModeStatus',
    }),
    locked: await valueOf(udid, z.boolean(), { Key: 'PasswordProtected' }),
    freeBytes: await valueOf(udid, z.number(), { Domain: 'com.apple.disk_usage', Key: 'AmountDataAvailable' }),
  };
}

async function isTrusted(udid: string): Promise<boolean> {
  try {
    (await utilities.startLockdownSession(udid)).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * A value, undefined where this iOS has none. In a session of its own: appium-ios-device 3.1.23 hears every reply twice
 * once a session is secured, and a second question would be answered with the first one's reply.
 */
async function valueOf<Value>(
  udid: string,
  schema: z.ZodType<Value>,
  asked: { readonly Domain?: string; readonly Key: string },
): Promise<Value | undefined> {
  let session;
  try {
    session = await utilities.startLockdownSession(udid);
    return schema.safeParse(await session.getValue(asked)).data;
  } catch {
    // Not there, or the phone was unplugged meanwhile.
    return undefined;
  } finally {
    session?.close();
  }
}
