import { connect } from 'node:net';
import { serveLockdown, lockdownPort } from './lockdown.js';
import type { Phone } from './phone.js';
import type { Service } from './services/service.js';
import type { Connection } from './wire/connection.js';

type Serve = (connection: Connection) => Promise<void>;

/** The TCP ports a host can reach on one phone through usbmuxd. */
export class Ports {
  readonly #phone: Phone;
  readonly #services = new Map<number, Service>();
  /** iOS hands out ports of the dynamic range. */
  #next = 49152;

  constructor(phone: Phone) {
    this.#phone = phone;
  }

  /** What listens on a port, or undefined. The port of a service takes one connection. */
  at(port: number): Serve | undefined {
    if (port === lockdownPort) {
      return (connection) => serveLockdown(connection, this.#phone, (service) => this.#open(service));
    }
    const { wda } = this.#phone;
    if (wda?.port === port) return (connection) => relay(connection, port, wda.address);
    const service = this.#services.get(port);
    this.#services.delete(port);
    return service && ((connection) => service.serve(connection.secure(this.#phone.pairing.device), this.#phone));
  }

  #open(service: Service): number {
    const port = this.#next++;
    this.#services.set(port, service);
    return port;
  }
}

/** Passes everything on to a port of the phone's own address and back, until one of both hangs up. */
function relay({ socket }: Connection, port: number, address: string): Promise<void> {
  const program = connect(port, address);
  const closed = new Promise<void>((resolve) => {
    program
      .on('error', () => undefined)
      .once('close', () => {
        socket.destroy();
        resolve();
      });
  });
  socket.once('close', () => program.destroy());
  socket.pipe(program).pipe(socket);
  return closed;
}
