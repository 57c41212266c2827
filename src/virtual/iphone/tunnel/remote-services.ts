import { serveRemoteLockdown } from '../lockdown.js';
import type { Phone } from '../phone.js';
import { dtServiceHub } from '../services/dtservicehub.js';
import { services } from '../services/index.js';
import type { Service } from '../services/service.js';
import { zipConduit } from '../services/zip-conduit.js';
import type { Connection } from '../wire/connection.js';
import { checkedIn } from './check-in.js';

/** A service as a client meets it behind a tunnel. */
export interface RemoteService {
  readonly name: string;
  serve(connection: Connection, phone: Phone): Promise<void>;
}

/** The same protocol as lockdown starts, behind a check-in. */
const shim = (service: Service): RemoteService => ({
  name: `${service.name}.shim.remote`,
  async serve(connection, phone) {
    if (await checkedIn(connection)) await service.serve(connection, phone);
  },
});

const lockdown = (trust: 'trusted' | 'untrusted'): RemoteService => ({
  name: `com.apple.mobile.lockdown.remote.${trust}`,
  async serve(connection, phone) {
    if (await checkedIn(connection)) await serveRemoteLockdown(connection, phone);
  },
});

/** Everything that a phone offers behind a tunnel. What Instruments speaks has no check-in. */
export const remoteServices: readonly RemoteService[] = [
  ...services.map(shim),
  shim(zipConduit),
  lockdown('trusted'),
  lockdown('untrusted'),
  dtServiceHub,
];
