import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { z } from 'zod';
import type { Phone, Transport } from './phone.js';
import { Ports } from './ports.js';
import { Connection } from './wire/connection.js';
import { decodePlist, encodePlist } from './wire/plist.js';
import type { Dictionary } from './wire/plist.js';

/** Results of usbmuxd (libusbmuxd, usbmuxd-proto.h). */
const results = { ok: 0, badCommand: 1, badDevice: 2, connectionRefused: 3 } as const;

const headerBytes = 16;
const plistProtocol = 1;
const plistMessage = 8;

const usbOnly: readonly Transport[] = ['usb'];
const wifiMac = '02:00:00:00:00:01';
/** How much later each answer comes over Wi-Fi. */
const wifiMs = 30;

const request = z.discriminatedUnion('MessageType', [
  z.looseObject({ MessageType: z.literal('ListDevices') }),
  z.looseObject({ MessageType: z.literal('Listen') }),
  z.looseObject({ MessageType: z.literal('ReadBUID') }),
  z.looseObject({ MessageType: z.literal('ReadPairRecord'), PairRecordID: z.string() }),
  z.looseObject({ MessageType: z.literal('SavePairRecord') }),
  z.looseObject({ MessageType: z.literal('DeletePairRecord') }),
  z.looseObject({ MessageType: z.literal('Connect'), DeviceID: z.number(), PortNumber: z.number() }),
]);

/** One attachment of a phone. When it is pulled and put back, it comes under another number, with no open ports. */
interface Attached {
  readonly id: number;
  readonly phone: Phone;
  readonly transport: Transport;
  readonly ports: Ports;
  /** Those through it, cut with the cable: each gets the beginning of a frame and no end. */
  readonly connections: Set<Connection>;
}

/** Starts it on a unix socket. */
export async function startUsbmuxd(phones: readonly Phone[], socketPath: string): Promise<Usbmuxd> {
  const usbmuxd = new Usbmuxd(phones);
  await usbmuxd.listen(socketPath);
  return usbmuxd;
}

/** The daemon that carries connections over USB, with these phones attached to it. */
export class Usbmuxd {
  readonly #phones: readonly Phone[];
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #listeners = new Set<Connection>();
  #attached: readonly Attached[] = [];
  #nextId = 1;

  constructor(phones: readonly Phone[]) {
    this.#phones = phones;
    for (const phone of phones) {
      this.#attach(phone);
      phone.link.on('unplugged', () => {
        this.#detach(phone, ['usb']);
      });
      phone.link.on('away', () => {
        this.#detach(phone, ['usb', 'network']);
      });
      phone.link.on('plugged', () => {
        this.#attach(phone);
      });
    }
    this.#server = createServer((socket) => {
      this.take(socket);
    });
  }

  /** Serves a client until one of both hangs up. */
  take(socket: Socket): void {
    keepIn(this.#clients, socket, socket);
    const connection = new Connection(socket);
    this.#serve(connection).then(
      () => {
        connection.hangUp();
      },
      () => socket.destroy(),
    );
  }

  listen(socketPath: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(socketPath, resolve);
    });
  }

  /** Cuts all connections. */
  close(): Promise<unknown> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#clients) socket.destroy();
    return closed;
  }

  /** Attaches a phone in every way in which it is not attached yet. */
  #attach(phone: Phone): void {
    for (const transport of phone.state.transports ?? usbOnly) {
      if (this.#attached.some((device) => device.phone === phone && device.transport === transport)) continue;
      const device: Attached = {
        id: this.#nextId++,
        phone,
        transport,
        ports: new Ports(phone),
        connections: new Set(),
      };
      this.#attached = [...this.#attached, device];
      for (const listener of this.#listeners) send(listener, 0, attachment(device));
    }
  }

  #detach(phone: Phone, transports: readonly Transport[]): void {
    const isGone = (device: Attached): boolean => device.phone === phone && transports.includes(device.transport);
    const gone = this.#attached.filter(isGone);
    this.#attached = this.#attached.filter((device) => !isGone(device));
    for (const { id, connections } of gone) {
      for (const connection of connections) void connection.cut();
      for (const listener of this.#listeners) send(listener, 0, { MessageType: 'Detached', DeviceID: id });
    }
  }

  async #serve(connection: Connection): Promise<void> {
    for (let message = await readMessage(connection); message; message = await readMessage(connection)) {
      const { tag } = message;
      const { data } = request.safeParse(message.body);
      const result = (number: number): void => {
        send(connection, tag, { MessageType: 'Result', Number: number });
      };
      switch (data?.MessageType) {
        case 'ListDevices':
          send(connection, tag, { DeviceList: this.#attached.map(attachment) });
          break;
        case 'Listen':
          result(results.ok);
          for (const device of this.#attached) send(connection, 0, attachment(device));
          keepIn(this.#listeners, connection, connection.socket);
          break;
        case 'ReadBUID':
          send(connection, tag, { BUID: this.#phones[0]?.pairing.systemBuid ?? '' });
          break;
        case 'ReadPairRecord': {
          // The host keeps the record, so it answers for a phone that is not attached as well.
          const phone = this.#phones.find(({ identity }) => identity.udid === data.PairRecordID);
          if (phone) send(connection, tag, { PairRecordData: phone.pairing.record });
          else result(results.badDevice);
          break;
        }
        case 'SavePairRecord':
        case 'DeletePairRecord':
          result(results.ok);
          break;
        case 'Connect': {
          const device = this.#attached.find(({ id }) => id === data.DeviceID);
          // The port number comes in network byte order.
          const port = ((data.PortNumber & 0xff) << 8) | (data.PortNumber >> 8);
          device?.phone.log.add('usbmuxd', `Connect ${String(port)} over ${device.transport}`);
          const servePort = device?.ports.at(port);
          if (device?.transport === 'network') connection.delay(wifiMs);
          if (device && servePort) {
            keepIn(device.connections, connection, connection.socket);
            result(results.ok);
            await connection.sent();
            await servePort(connection);
            return;
          }
          result(device ? results.connectionRefused : results.badDevice);
          break;
        }
        case undefined:
          result(results.badCommand);
      }
    }
  }
}

/** Keeps an item in a set for as long as its socket is open. */
function keepIn<Item>(set: Set<Item>, item: Item, socket: Socket): void {
  set.add(item);
  socket.once('close', () => set.delete(item));
}

/** Header: length with itself, version, message type, tag; u32 little-endian each. Then an XML property list. */
async function readMessage(connection: Connection): Promise<{ tag: number; body: unknown } | undefined> {
  const header = await connection.read(headerBytes);
  const body = header && (await connection.read(header.readUInt32LE(0) - headerBytes));
  return body && { tag: header.readUInt32LE(12), body: decodePlist(body) };
}

function send(connection: Connection, tag: number, message: Dictionary): void {
  const body = encodePlist(message);
  const header = Buffer.alloc(headerBytes);
  [headerBytes + body.length, plistProtocol, plistMessage, tag].forEach((word, index) => {
    header.writeUInt32LE(word, index * 4);
  });
  connection.write(Buffer.concat([header, body]));
}

/** Linux's usbmuxd gives a phone on the cable these keys (libusbmuxd); one on Wi-Fi has others (libusbmuxd, number 95). */
function attachment({ id, phone, transport }: Attached): Dictionary {
  const SerialNumber = phone.identity.udid;
  switch (transport) {
    case 'usb':
      return {
        MessageType: 'Attached',
        DeviceID: id,
        Properties: {
          ConnectionSpeed: 480_000_000,
          ConnectionType: 'USB',
          DeviceID: id,
          // Bus and address.
          LocationID: (1 << 16) | (id + 2),
          ProductID: 0x12a8,
          SerialNumber,
        },
      };
    case 'network':
      return {
        MessageType: 'Attached',
        DeviceID: id,
        Properties: {
          ConnectionType: 'Network',
          DeviceID: id,
          EscapedFullServiceName: `${wifiMac}@fe80::ff:fe00:1._apple-mobdev2._tcp.local.`,
          InterfaceIndex: 2,
          NetworkAddress: networkAddress(phone.wifiAddress),
          SerialNumber,
        },
      };
  }
}

/** A sockaddr_in as macOS lays it out, in the 128 bytes of a sockaddr_storage. */
function networkAddress(ip: string): Buffer {
  const address = Buffer.alloc(128);
  Buffer.of(16, 2, 0, 0, ...ip.split('.').map(Number)).copy(address);
  return address;
}
