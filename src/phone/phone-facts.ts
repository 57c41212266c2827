import { services, utilities } from 'appium-ios-device';
import { z } from 'zod';
import type { AttachedPhone } from './discovery.js';

/** What lockdown tells of a phone; a fact it does not tell is absent. */
export interface PhoneFacts extends AttachedPhone {
  /** Whether the phone lets this host open a session. */
  readonly trusted: boolean;
  readonly developerMode?: boolean | undefined;
  /** Whether it is locked with a passcode at this moment. */
  readonly locked?: boolean | undefined;
  readonly freeBytes?: number | undefined;
  readonly battery?: Battery | undefined;
}

export interface Battery {
  readonly levelPercent: number;
  readonly charging: boolean;
}

/** Asks a phone for what decides whether it can be measured on. Keys: libimobiledevice's ideviceinfo. */
export async function phoneFacts(phone: AttachedPhone): Promise<PhoneFacts> {
  const { udid } = phone;
  if (!(await isTrusted(udid))) return { ...phone, trusted: false };
  const battery = 'com.apple.mobile.battery';
  const levelPercent = await valueOf(udid, z.number().min(0).max(100), {
    Domain: battery,
    Key: 'BatteryCurrentCapacity',
  });
  const charging = await valueOf(udid, z.boolean(), { Domain: battery, Key: 'BatteryIsCharging' });
  return {
    ...phone,
    trusted: true,
    developerMode: await valueOf(udid, z.boolean(), {
      Domain: 'com.apple.security.mac.amfi',
      Key: 'DeveloperModeStatus',
    }),
    locked: await valueOf(udid, z.boolean(), { Key: 'PasswordProtected' }),
    freeBytes: await valueOf(udid, z.number(), { Domain: 'com.apple.disk_usage', Key: 'AmountDataAvailable' }),
    battery: levelPercent === undefined ? undefined : { levelPercent, charging: charging === true },
  };
}

const apps = z.record(z.string(), z.looseObject({ CFBundleVersion: z.string() }));

/**
 * The builds (CFBundleVersion) of those of the apps that are installed, by their bundle id; undefined when the phone does
 * not answer.
 */
export async function installedBuilds(
  udid: string,
  bundleIds: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  let proxy;
  try {
    proxy = await services.startInstallationProxyService(udid);
    const found = apps.parse(await proxy.lookupApplications({ bundleIds: [...bundleIds] }));
    return new Map(Object.entries(found).map(([bundleId, { CFBundleVersion }]) => [bundleId, CFBundleVersion]));
  } catch {
    return undefined;
  } finally {
    proxy?.close();
  }
}

/** Whether the phone lets this host open a session. */
export async function isTrusted(udid: string): Promise<boolean> {
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
