import { randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TunnelTrouble } from '../link.js';
import type { Phone } from '../phone.js';
import { Connection } from '../wire/connection.js';
import { XpcUuid } from '../wire/xpc.js';
import type { TunnelRegistry } from './registry.js';
import { remoteServices } from './remote-services.js';
import { handshakeOf, serveRsd } from './rsd.js';

/**
 * An address of the loopback for one phone. Linux has the whole of 127.0.0.0/8, so that a phone can have any port, as behind a
 * tunnel; other systems have 127.0.0.1 alone.
 */
export const drawAddress = (): string =>
  `127.${String(randomInt(64, 128))}.${String(randomInt(0, 256))}.${String(randomInt(1, 255))}`;

/** Whether phones here can have addresses of their own. */
export const hasAddresses = process.platform === 'linux';

type Serve = (connection: Connection) => Promise<void>;

/**
 * The tunnel to one phone: its services listen on its own address, and the registry lists it. It ends with the cable and comes
 * up again with it, on other ports; where a real one does not come up by itself, somebody starts it.
 */
export class PhoneTunnel {
  readonly #phone: Phone;
  readonly #address: string;
  readonly #deviceId: number;
  readonly #registry: TunnelRegistry;
  readonly #uuid = XpcUuid.of(randomUUID());
  readonly #servers = new Set<Server>();
  readonly #connections = new Set<Connection>();
  #waitMs = 0;
  #answersAs = '';
  #comeback: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(phone: Phone, address: string, deviceId: number, registry: TunnelRegistry) {
    this.#phone = phone;
    this.#address = address;
    this.#deviceId = deviceId;
    this.#registry = registry;
    const end = (): void => {
      this.#end('unlisted');
    };
    phone.link
      .on('unplugged', end)
      .on('away', end)
      .on('plugged', () => {
        this.#comeUp();
      })
      .on('tunnelTrouble', (trouble) => {
        this.#suffer(trouble);
      });
  }

  /** Lets its services listen, and lists it. */
  async open(): Promise<void> {
    const { identity } = this.#phone;
    const catalogue = new Map<string, number>();
    for (const service of remoteServices) {
      const serve = (connection: Connection): Promise<void> => service.serve(connection, this.#phone);
      catalogue.set(service.name, await this.#listen(service.name, serve));
    }
    this.#answersAs = identity.udid;
    const rsdPort = await this.#listen('rsd', (connection) =>
      serveRsd(connection, handshakeOf({ ...identity, udid: this.#answersAs }, catalogue, this.#uuid)),
    );
    const now = Date.now();
    this.#registry.list({
      udid: identity.udid,
      deviceId: this.#deviceId,
      address: this.#address,
      rsdPort,
      services: Object.fromEntries([...catalogue].map(([name, port]) => [name, { port: String(port) }])),
      createdAt: now,
      lastUpdated: now,
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#end('unlisted');
  }

  async #listen(name: string, serve: Serve): Promise<number> {
    const server = createServer((socket) => {
      this.#take(name, serve, socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, this.#address, resolve);
    });
    this.#servers.add(server);
    return (server.address() as AddressInfo).port;
  }

  #take(name: string, serve: Serve, socket: Socket): void {
    // A client sends what it has in several writes and waits for an answer to each.
    socket.setNoDelay(true);
    const connection = new Connection(socket);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
    this.#phone.log.add('tunnel', `connect ${name}`);
    this.#serve(serve, connection).then(
      () => {
        connection.hangUp();
      },
      () => socket.destroy(),
    );
  }

  async #serve(serve: Serve, connection: Connection): Promise<void> {
    if (this.#waitMs > 0) await sleep(this.#waitMs, undefined, { ref: false });
    await serve(connection);
  }

  #suffer(trouble: TunnelTrouble): void {
    switch (trouble.kind) {
      case 'waits':
        this.#waitMs = trouble.eachMs;
        break;
      case 'other_phone':
        this.#answersAs = trouble.udid;
        break;
      case 'unlisted':
        this.#registry.remove(this.#phone.identity.udid);
        this.#later(trouble.durationMs);
        break;
      case 'drops':
        this.#end('unlisted');
        this.#later(trouble.durationMs);
        break;
      case 'dead':
        this.#end('still listed');
        this.#later(trouble.durationMs);
    }
  }

  #later(durationMs: number): void {
    clearTimeout(this.#comeback);
    this.#comeback = setTimeout(() => {
      this.#comeUp();
    }, durationMs).unref();
  }

  #comeUp(): void {
    if (this.#isClosed) return;
    this.#end('unlisted');
    // Where no port can be had any more, the phone is without a tunnel, as the registry then says.
    void this.open().catch(() => undefined);
  }

  #end(then: 'unlisted' | 'still listed'): void {
    clearTimeout(this.#comeback);
    if (then === 'unlisted') this.#registry.remove(this.#phone.identity.udid);
    for (const server of this.#servers) server.close();
    this.#servers.clear();
    for (const connection of this.#connections) void connection.cut();
  }
}
