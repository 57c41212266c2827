import { z } from 'zod';
import type { Connection } from '../wire/connection.js';

const checkIn = z.looseObject({ Request: z.literal('RSDCheckin') });

/**
 * What a client says first to a service that lockdown would have started, and what it is answered. Returns whether it did;
 * then the service's own protocol follows on the same connection, without TLS.
 */
export async function checkedIn(connection: Connection): Promise<boolean> {
  if (!checkIn.safeParse(await connection.readPlist()).success) return false;
  connection.sendPlist({ Request: 'RSDCheckin' });
  connection.sendPlist({ Request: 'StartService' });
  return true;
}
