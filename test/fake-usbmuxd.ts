import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import plist from 'plist';
import { afterTest } from './rig/clean-up.js';
import { temporaryFolder } from './rig/temporary-folder.js';

/** An attachment that it lists. */
export interface Entry {
  readonly id: number;
  readonly udid: string;
  readonly connection: 'USB' | 'Network';
}

export interface FakeUsbmuxd {
  /** For USBMUXD_SOCKET_ADDRESS. */
  readonly address: string;
  /** How often it was asked for its list. */
  readonly lists: number;
}

const headerBytes = 16;
/** 62078 in network byte order. */
const lockdownPort = 0x7ef2;
/** Connection refused (libusbmuxd, usbmuxd-proto.h). */
const refused = 3;

/**
 * A usbmuxd that ends with the test. It lists what it is told, odd entries as they are, and its phones repeat whatever they
 * are sent, with the number of the attachment that it came through. Their lockdown refuses every connection. A Network entry has the keys that libusbmuxd's issues 22 and 95 show.
 */
export async function startFakeUsbmuxd(
  entries: readonly Entry[],
  odd: readonly plist.PlistValue[] = [],
): Promise<FakeUsbmuxd> {
  const path = join(temporaryFolder().path, 'usbmuxd');
  let lists = 0;
  const open = new Set<Socket>();
  const server = createServer(serve(entries, odd, () => (lists += 1))).listen(path);
  server.on('connection', (socket) => open.add(socket));
  await once(server, 'listening');
  afterTest(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    address: `UNIX:${path}`,
    get lists() {
      return lists;
    },
  };
}

const serve =
  (entries: readonly Entry[], odd: readonly plist.PlistValue[], isListed: () => void) =>
  (socket: Socket): void => {
    let rest = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', function read(data: Buffer) {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= headerBytes && rest.length >= rest.readUInt32LE(0)) {
        const frame = rest.subarray(0, rest.readUInt32LE(0));
        rest = rest.subarray(frame.length);
        const asked = plist.parse(frame.subarray(headerBytes).toString()) as {
          readonly MessageType: string;
          readonly DeviceID: number;
          readonly PortNumber: number;
        };
        const tag = frame.readUInt32LE(12);
        if (asked.MessageType === 'ListDevices') {
          isListed();
          answer(socket, tag, { DeviceList: [...odd, ...entries.map(attachment)] });
        } else if (asked.MessageType === 'Connect') {
          const isOpen = asked.PortNumber !== lockdownPort;
          answer(socket, tag, { MessageType: 'Result', Number: isOpen ? 0 : refused });
          if (!isOpen) return;
          socket.off('data', read);
          // Who speaks first on a new connection is heard by few clients.
          socket.on('data', (sent: Buffer) => socket.write(`${String(sent)} through ${String(asked.DeviceID)}`));
          return;
        }
      }
    });
  };

function answer(socket: Socket, tag: number, message: plist.PlistObject): void {
  const body = Buffer.from(plist.build(message));
  const header = Buffer.alloc(headerBytes);
  [headerBytes + body.length, 1, 8, tag].forEach((word, index) => header.writeUInt32LE(word, index * 4));
  socket.write(Buffer.concat([header, body]));
}

const attachment = ({ id, udid, connection }: Entry): plist.PlistObject => ({
  MessageType: 'Attached',
  DeviceID: id,
  Properties: {
    ConnectionType: connection,
    DeviceID: id,
    SerialNumber: udid,
    ...(connection === 'USB'
      ? { ConnectionSpeed: 480_000_000, LocationID: 65_539, ProductID: 0x12a8 }
      : { EscapedFullServiceName: '00:00:00:00:00:00@fe80::1', InterfaceIndex: 4, NetworkAddress: Buffer.alloc(128) }),
  },
});
