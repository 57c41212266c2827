import { z } from 'zod';
import { parsePropertyList } from '../phone/property-list.js';

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
export function readProfile(bytes: Buffer): Profile | undefined {
  const start = bytes.indexOf('<?xml');
  const end = bytes.indexOf('</plist>', start);
  if (start < 0 || end < 0) return undefined;
  const { data } = schema.safeParse(tryParse(bytes.subarray(start, end + '</plist>'.length)));
  return data && { expires: data.ExpirationDate, team: data.TeamIdentifier[0] ?? '', devices: data.ProvisionedDevices };
}

function tryParse(bytes: Buffer): unknown {
  try {
    return parsePropertyList(bytes);
  } catch {
    return undefined;
  }
}
