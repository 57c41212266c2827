import type { Phone } from '../phone.js';
import type { Connection } from '../wire/connection.js';

/** Something a host can start through lockdown. */
export interface Service {
  readonly name: `com.apple.${string}`;
  /** Serves one connection until the client hangs up. */
  serve(connection: Connection, phone: Phone): Promise<void>;
}
