import { z } from 'zod';
import { decodePlist } from './wire/plist.js';

const schema = z.looseObject({
  ExpirationDate: z.date(),
  TeamIdentifier: z.array(z.string()).optional(),
  ProvisionedDevices: z.array(z.string()).optional(),
  Entitlements: z.record(z.string(), z.unknown()).optional(),
});

/** What a phone checks of an app's embedded.mobileprovision. */
export type EmbeddedProfile = z.infer<typeof schema>;

/**
 * Reads the property list inside the signed message (Apple, TN3125). The signature is not checked. Undefined when there
 * is no such list.
 */
export function readEmbeddedProfile(bytes: Buffer): EmbeddedProfile | undefined {
  const end = '</plist>';
  const from = bytes.indexOf('<?xml');
  const to = bytes.indexOf(end, from);
  return from < 0 || to < 0 ? undefined : schema.safeParse(decodePlist(bytes.subarray(from, to + end.length))).data;
}

/** Whether the app may run on this phone today. A profile without devices is an enterprise's, for every device. */
export const covers = ({ ExpirationDate, ProvisionedDevices }: EmbeddedProfile, udid: string): boolean =>
  ExpirationDate.getTime() > Date.now() && (ProvisionedDevices?.includes(udid) ?? true);
