import { z } from 'zod';
import type { Service } from './service.js';

const request = z.discriminatedUnion('Command', [
  z.looseObject({ Command: z.literal('ObserveNotification'), Name: z.string() }),
  z.looseObject({ Command: z.literal('PostNotification'), Name: z.string() }),
  z.looseObject({ Command: z.literal('Shutdown') }),
]);

/** Relays the phone's notifications to a client that observes them. Protocol: libimobiledevice's notification_proxy.h. */
export const notificationProxy: Service = {
  name: 'com.apple.mobile.notification_proxy',
  async serve(connection, { notifications }) {
    const observed: (() => void)[] = [];
    try {
      for (let message = await connection.readPlist(); message !== undefined; message = await connection.readPlist()) {
        const { data } = request.safeParse(message);
        switch (data?.Command) {
          case 'ObserveNotification': {
            const { Name } = data;
            observed.push(
              notifications.observe(Name, () => {
                connection.sendPlist({ Command: 'RelayNotification', Name });
              }),
            );
            break;
          }
          case 'PostNotification':
            notifications.post(data.Name);
            break;
          case 'Shutdown':
            connection.sendPlist({ Command: 'ProxyDeath' });
            return;
          case undefined:
            // The real service does not answer a command that it does not know.
            break;
        }
      }
    } finally {
      for (const stop of observed) stop();
      connection.end();
    }
  },
};
