import { z } from 'zod';
import { serveAfc } from './afc.js';
import type { Service } from './service.js';

const request = z.looseObject({
  Command: z.enum(['VendContainer', 'VendDocuments']),
  Identifier: z.string(),
});

/**
 * Opens one app's container and then speaks AFC on the same connection. VendDocuments is for apps that share
 * their documents (UIFileSharingEnabled). Protocol: libimobiledevice's house_arrest.h.
 */
export const houseArrest: Service = {
  name: 'com.apple.mobile.house_arrest',
  async serve(connection, phone) {
    const { data } = request.safeParse(await connection.readPlist());
    const app = data && phone.apps.get(data.Identifier);
    if (app === undefined) {
      connection.sendPlist({ Error: data ? 'ApplicationLookupFailed' : 'InvalidCommand' });
      connection.end();
      return;
    }
    if (data?.Command === 'VendDocuments' && !app.sharesDocuments) {
      connection.sendPlist({ Error: 'InstallationLookupFailed' });
      connection.end();
      return;
    }
    connection.sendPlist({ Status: 'Complete' });
    const only = data?.Command === 'VendDocuments' ? 'Documents' : undefined;
    await serveAfc(connection, phone, app.container, only, (way) => phone.processes.troubleWith(way));
  },
};
