import { z } from 'zod';
import { Problem } from '../problem.js';
import { readFileInIpa } from './ipa.js';
import { parsePropertyList } from './property-list.js';

/** What a provisioning profile says about an app: until when it starts, which team signed it, and for which phones. */
export interface Profile {
  readonly expires: Date;
  readonly team: string;
  /** Udids; absent in an enterprise's profile, which is for every device. */
  readonly devices?: readonly string[] | undefined;
}

const schema = z.looseObject({
  ExpirationDate: z.date(),
  TeamIdentifier: z.array(z.string()).min(1),
  ProvisionedDevices: z.array(z.string()).optional(),
});

/**
 * Reads an embedded.mobileprovision: a signed CMS message around an XML property list in plain text
 * (Apple, TN3125). iOS checks the signature. Returns undefined when there is no such list.
 */
function readProfile(bytes: Buffer): Profile | undefined {
  const start = bytes.indexOf('<?xml');
  const end = bytes.indexOf('</plist>', start);
  if (start < 0 || end < 0) return undefined;
  const { data } = schema.safeParse(tryParse(bytes.subarray(start, end + '</plist>'.length)));
  return data && { expires: data.ExpirationDate, team: data.TeamIdentifier[0] ?? '', devices: data.ProvisionedDevices };
}

const fileName = 'embedded.mobileprovision';

/**
 * Reads the provisioning profile in an .ipa; undefined when it has none, as an app that nobody signed, or is no .ipa. Throws
 * a Problem for a profile that cannot be read.
 */
export function readIpaProfile(ipa: string): Profile | undefined {
  const bytes = profileBytes(ipa);
  if (bytes === undefined) return undefined;
  const profile = readProfile(bytes);
  if (profile === undefined) {
    throw new Problem(
      `${ipa}: ${fileName} in it is no provisioning profile that can be read; run npx rezbench build again`,
    );
  }
  return profile;
}

function profileBytes(ipa: string): Buffer | undefined {
  try {
    return readFileInIpa(ipa, fileName);
  } catch (error) {
    if (error instanceof Problem) throw error;
    // harness-app.ts says what is wrong with a file that is no .ipa.
    return undefined;
  }
}

/** Why iOS refuses to start an app with this profile on a phone; undefined when it does not. */
export type ProfileRefusal = 'expired' | 'other-phones';

export function refusalOf({ expires, devices }: Profile, udid: string, now: Date): ProfileRefusal | undefined {
  if (expires <= now) return 'expired';
  return devices !== undefined && !devices.includes(udid) ? 'other-phones' : undefined;
}

const dayMs = 24 * 3600 * 1000;

/** Describes how much time is left until a date, in words. */
export function describeTimeLeft(expires: Date, now = new Date()): string {
  const days = Math.floor((expires.getTime() - now.getTime()) / dayMs);
  if (expires <= now) return 'expired';
  return days === 0 ? 'less than a day left' : days === 1 ? '1 day left' : `${String(days)} days left`;
}

function tryParse(bytes: Buffer): unknown {
  try {
    return parsePropertyList(bytes);
  } catch {
    return undefined;
  }
}
