import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { z } from 'zod';
import type { Phone } from './phone.js';
import { Ports } from './ports.js';
import { Connection } from './wire/connection.js';
import { decodePlist, encodePlist } from './wire/plist.js';
import type { Dictionary } from './wire/plist.js';

/** Results of usbmuxd (libusbmuxd, usbmuxd-proto.h). */
const results = { ok: 0, badCommand: 1, badDevice: 2, connectionRefused: 3 } as const;

const headerBytes = 16;
const plistProtocol = 1;
const plistMessage = 8;

const request = z.discriminatedUnion('MessageType', [
  z.looseObject({ MessageType: z.literal('ListDevices') }),
  z.looseObject({ MessageType: z.literal('Listen') }),
  z.looseObject({ MessageType: z.literal('ReadBUID') }),
  z.looseObject({ MessageType: z.literal('ReadPairRecord'), PairRecordID: z.string() }),
  z.looseObject({ MessageType: z.literal('SavePairRecord') }),
  z.looseObject({ MessageType: z.literal('DeletePairRecord') }),
  z.looseObject({ MessageType: z.literal('Connect'), DeviceID: z.number(), PortNumber: z.number() }),
]);

interface Attached {
  readonly id: number;
  readonly phone: Phone;
  readonly ports: Ports;
}

/** The daemon that carries connections over USB, with these phones attached to it. Listens on a unix socket. */
export async function startUsbmuxd(phones: readonly Phone[], socketPath: string): Promise<Server> {
  const attached = phones.map((phone, index): Attached => ({ id: index + 1, phone, ports: new Ports(phone) }));
  const server = createServer((socket: Socket) => {
    const connection = new Connection(socket);
    serve(connection, attached).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve);
  });
  return server;
}

async function serve(connection: Connection, attached: readonly Attached[]): Promise<void> {
  for (let message = await readMessage(connection); message; message = await readMessage(connection)) {
    const { tag } = message;
    const { data } = request.safeParse(message.body);
    const result = (number: number): void => {
      send(connection, tag, { MessageType: 'Result', Number: number });
    };
    switch (data?.MessageType) {
      case 'ListDevices':
        send(connection, tag, { DeviceList: attached.map(attachment) });
        break;
      case 'Listen':
        result(results.ok);
        for (const device of attached) send(connection, 0, attachment(device));
        break;
      case 'ReadBUID':
        send(connection, tag, { BUID: attached[0]?.phone.pairing.systemBuid ?? '' });
        break;
      case 'ReadPairRecord': {
        const device = attached.find(({ phone }) => phone.identity.udid === data.PairRecordID);
        if (device) send(connection, tag, { PairRecordData: device.phone.pairing.record });
        else result(results.badDevice);
        break;
      }
      case 'SavePairRecord':
      case 'DeletePairRecord':
        result(results.ok);
        break;
      case 'Connect': {
        const device = attached.find(({ id }) => id === data.DeviceID);
        // The port number comes in network byte order.
        const serveport = device?.ports.at(((data.PortNumber & 0xff) << 8) | (data.PortNumber >> 8));
        if (serveport) {
          result(results.ok);
          await serveport(connection);
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

function attachment({ id, phone }: Attached): Dictionary {
  return {
    MessageType: 'Attached',
    DeviceID: id,
    Properties: {
      ConnectionSpeed: 480_000_000,
      ConnectionType: 'USB',
      DeviceID: id,
      LocationID: 0x100000 + id,
      ProductID: 0x12a8,
      SerialNumber: phone.identity.udid,
    },
  };
}
