import { z } from 'zod';
import type { Phone } from '../phone.js';
import { batteryEntry } from '../power-source.js';
import type { Dictionary } from '../wire/plist.js';
import type { Service } from './service.js';

const name = z.string().optional();
const request = z.looseObject({ Request: z.string(), EntryClass: name, EntryName: name });

/** By its class and, from the iPhone 8 on, by the name of its entry. */
const powerSourceNames: readonly (string | undefined)[] = ['IOPMPowerSource', 'AppleSmartBattery'];

/**
 * Answers questions about the phone's IORegistry, of which it knows the battery. Protocol: libimobiledevice's
 * diagnostics_relay.c. An entry that is not there is a success without diagnostics, as appium-ios-remotexpc met it.
 */
export const diagnosticsRelay: Service = {
  name: 'com.apple.mobile.diagnostics_relay',
  async serve(connection, phone) {
    for (let message = await connection.readPlist(); message !== undefined; message = await connection.readPlist()) {
      const { data } = request.safeParse(message);
      if (data?.Request === 'Goodbye') {
        connection.sendPlist({ Status: 'Success' });
        break;
      }
      connection.sendPlist(data?.Request === 'IORegistry' ? lookUp(phone, data) : { Status: 'UnknownRequest' });
    }
    connection.end();
  },
};

/**
 * Clients leave the other of class and name out, or empty. A question about a whole plane is answered with nothing in it, as
 * phones do that have no such plane (libimobiledevice, number 689).
 */
function lookUp({ gauge, battery }: Phone, { EntryClass, EntryName }: z.infer<typeof request>): Dictionary {
  const asked = [EntryClass, EntryName].filter((word) => word !== undefined && word !== '');
  if (asked.length === 0) return { Status: 'Success', Diagnostics: { IORegistry: {} } };
  if (!asked.every((word) => powerSourceNames.includes(word))) return { Status: 'Success' };
  const entry = batteryEntry(gauge, battery);
  return { Status: 'Success', ...(entry && { Diagnostics: { IORegistry: entry } }) };
}
