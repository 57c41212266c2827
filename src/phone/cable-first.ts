import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { getDefaultSocket } from 'appium-ios-device/build/lib/usbmux/index.js';
import plist from 'plist';
import { z } from 'zod';
import { temporaryHome } from '../host/temporary-home.js';

/** A usbmuxd for clients that take a phone's first attachment. */
export interface CableFirst {
  /** For USBMUXD_SOCKET_ADDRESS. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Length with itself, version, message type, tag; u32 little-endian each (libusbmuxd, usbmuxd-proto.h). */
const headerBytes = 16;

const message = z.looseObject({ MessageType: z.string().optional(), Number: z.number().optional() });
const deviceList = z.looseObject({
  DeviceList: z.array(
    z.looseObject({ Properties: z.looseObject({ SerialNumber: z.string(), ConnectionType: z.string().optional() }) }),
  ),
});

/**
 * Passes everything on to the host's usbmuxd and back, but lists a phone that hangs on the cable only there.
 * appium-ios-device 3.1.23, which the driver uses where it has no tunnel, takes the first entry of a phone, which may be the
 * one on Wi-Fi (usbmux/index.js, findDevice); appium-ios-remotexpc prefers the cable itself.
 */
export async function startCableFirst(): Promise<CableFirst> {
  const home = temporaryHome('usbmuxd');
  const path = join(home.path, 'usbmuxd');
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy()).once('close', () => open.delete(client));
    getDefaultSocket().then(
      (host) => {
        open.add(host);
        host.on('error', () => host.destroy()).once('close', () => open.delete(host));
        relay(client, host);
      },
      () => client.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  return {
    address: `UNIX:${path}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      home.remove();
    },
  };
}

/** Messages go one by one, until one of them made the connection one with a port of a phone. */
function relay(client: Socket, host: Socket): void {
  let connects = false;
  const end = (): void => {
    client.destroy();
    host.destroy();
  };
  client.once('close', end);
  host.once('close', end);
  const fromHost = eachMessage(host, (frame) => {
    client.write(withoutSeconds(frame));
    if (!connects || message.safeParse(bodyOf(frame)).data?.Number !== 0) return;
    // From here on it is whatever that port speaks.
    const fromPhone = fromHost();
    const toPhone = fromClient();
    if (fromPhone.length > 0) client.write(fromPhone);
    if (toPhone.length > 0) host.write(toPhone);
    host.pipe(client);
    client.pipe(host);
  });
  const fromClient = eachMessage(client, (frame) => {
    connects = message.safeParse(bodyOf(frame)).data?.MessageType === 'Connect';
    host.write(frame);
  });
}

/** Calls back with each whole message. The function it returns ends that, and gives what came after the last one. */
function eachMessage(socket: Socket, take: (frame: Buffer) => void): () => Buffer {
  let rest: Buffer = Buffer.alloc(0);
  let isOver = false;
  const read = (data: Buffer): void => {
    rest = Buffer.concat([rest, data]);
    while (!isOver && rest.length >= headerBytes) {
      const length = rest.readUInt32LE(0);
      if (length < headerBytes) {
        socket.destroy();
        return;
      }
      if (rest.length < length) return;
      const frame = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(frame);
    }
  };
  socket.on('data', read);
  return () => {
    isOver = true;
    socket.off('data', read);
    return rest;
  };
}

function bodyOf(frame: Buffer): unknown {
  try {
    return plist.parse(frame.subarray(headerBytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A list without the Wi-Fi entries of phones on the cable; any other message as it came. */
function withoutSeconds(frame: Buffer): Buffer {
  // The driver asks for the list with each command, and a long one takes a while to read.
  if (!frame.includes('Network')) return frame;
  const { data } = deviceList.safeParse(bodyOf(frame));
  if (data === undefined) return frame;
  const isWifi = ({ Properties }: (typeof data.DeviceList)[number]): boolean => Properties.ConnectionType === 'Network';
  const onCable = new Set(
    data.DeviceList.filter((entry) => !isWifi(entry)).map(({ Properties }) => Properties.SerialNumber),
  );
  const kept = data.DeviceList.filter((entry) => !isWifi(entry) || !onCable.has(entry.Properties.SerialNumber));
  const bytes = Buffer.from(plist.build({ ...data, DeviceList: kept } as unknown as plist.PlistObject));
  const header = Buffer.from(frame.subarray(0, headerBytes));
  header.writeUInt32LE(headerBytes + bytes.length, 0);
  return Buffer.concat([header, bytes]);
}
