import { z } from 'zod';
import { parsePropertyList } from '../phone/property-list.js';

/** What a provisioning profile says of an app: until when it starts, whose it is, and on which phones. */
export interface Profile {
  readonly expires: Date;
  readonly team: string;
  /** Udids; absent in a profile for every device (an enterprise's). */
  readonly devices?: readonly string[] | undefined;
}

const schema = z.looseObject({
  ExpirationDate: z.date(),
  TeamIdentifier: z.array(z.string()).min(1),
  ProvisionedDevices: z.array(z.string()).optional(),
});

/**
 * Reads an embedded.mobileprovision: a signed CMS message around an XML property list, which stands in it as it is
 * (Apple, TN3125). The signature is iOS's to check. Undefined when there is no such list.
 */
export function readProfile(bytes: Buffer): Profile | undefined {
  const start = bytes.indexOf('<?xml');
  const end = bytes.indexOf('</plist>', start);
  if (start < 0 || end < 0) return undefined;
  const { data } = schema.safeParse(parsed(bytes.subarray(start, end + '</plist>'.length)));
  return data && { expires: data.ExpirationDate, team: data.TeamIdentifier[0] ?? '', devices: data.ProvisionedDevices };
}

function parsed(bytes: Buffer): unknown {
  try {
    return parsePropertyList(bytes);
  } catch {
    return undefined;
  }
}
