import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { usbmuxdAt } from '../../test/rig/usbmuxd-at.js';
import { startFakeUsbmuxd } from '../../test/fake-usbmuxd.js';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import { attachedPhones, hostUsbmuxd, isAttached, usbmuxdBy } from './discovery.js';
import type { Transport, Usbmuxd } from './discovery.js';

/** A message of usbmuxd whose property list is cut off: header and body. */
const noList = Buffer.concat([Buffer.from([24, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('<?xml ve')]);

/** A message of usbmuxd, the answer to the first question on a connection. */
function message(dict: string): Buffer {
  const body = Buffer.from(`<plist version="1.0"><dict>${dict}</dict></plist>`);
  const header = Buffer.alloc(16);
  [16 + body.length, 1, 8, 1].forEach((word, index) => header.writeUInt32LE(word, index * 4));
  return Buffer.concat([header, body]);
}
const result = message('<key>MessageType</key><string>Result</string><key>Number</key><integer>0</integer>');
const list = message(
  '<key>DeviceList</key><array><dict><key>Properties</key><dict><key>DeviceID</key><integer>4</integer><key>SerialNumber</key><string>a</string></dict></dict></array>',
);

describe('the phones attached to this host', () => {
  /** The numbers of the attachments by which phones were asked. */
  const asked: number[] = [];
  /** Lists these phones with the numbers 1, 2, and so on; the ones that are pulled do not answer any more. */
  const usbmuxd = (
    udids: readonly string[],
    pulled: readonly string[] = [],
    transports: Readonly<Record<string, readonly Transport[]>> = {},
  ): Usbmuxd => ({
    listed: () =>
      Promise.resolve(
        udids.map((udid, index) => ({
          udid,
          attachments: (transports[udid] ?? ['usb']).map((transport, at) => ({
            deviceId: index + 1 + at * 1000,
            transport,
          })),
        })),
      ),
    ask(_, { deviceId }) {
      asked.push(deviceId);
      const udid = udids[(deviceId - 1) % 1000] ?? '';
      if (pulled.includes(udid)) return Promise.reject(new Error('usbmuxd has no such device'));
      return Promise.resolve({ name: `phone ${udid}`, osVersion: '17.5' });
    },
  });
  const udidsOf = (phones: readonly { readonly udid: string }[]): string[] => phones.map(({ udid }) => udid);

  afterEach(() => {
    asked.length = 0;
  });

  for (const count of [16, 128]) {
    it(`are listed once and asked once each, be they ${String(count)}`, async () => {
      let lists = 0;
      asked.length = 0;
      const many = usbmuxd(Array.from({ length: count }, (_, index) => `p${String(index)}`));
      const counted: Usbmuxd = { ...many, listed: () => ((lists += 1), many.listed()) };
      expect(await attachedPhones(undefined, counted)).to.have.length(count);
      expect([lists, asked.length, new Set(asked).size]).to.deep.equal([1, count, count]);
      asked.length = 0;
      expect(await attachedPhones('p7', counted)).to.have.length(1);
      expect([lists, asked]).to.deep.equal([2, [8]]);
    });
  }

  it('are sorted, without one that is pulled while it is asked', async () => {
    expect(udidsOf(await attachedPhones(undefined, usbmuxd(['c', 'b', 'a'], ['b'])))).to.deep.equal(['a', 'c']);
  });

  it('are the wanted one alone, and no other is asked', async () => {
    expect(udidsOf(await attachedPhones('b', usbmuxd(['c', 'b', 'a'], ['a', 'c'])))).to.deep.equal(['b']);
    expect(asked).to.deep.equal([2]);
  });

  it('are all when the wanted one is not among them, so that one can say which there are', async () => {
    expect(udidsOf(await attachedPhones('z', usbmuxd(['b', 'a'])))).to.deep.equal(['a', 'b']);
  });

  it('are on the cable where there is one, whichever entry comes first', async () => {
    const both = usbmuxd(['a', 'b'], [], { a: ['wifi', 'usb'], b: ['wifi'] });
    expect((await attachedPhones(undefined, both)).map(({ transport }) => transport)).to.deep.equal(['usb', 'wifi']);
    expect(asked, 'a phone on both is asked over the cable').to.deep.equal([1001, 2]);
  });

  it('are found by their new number when they are plugged in anew while they are asked', async () => {
    let lists = 0;
    const replugged: Usbmuxd = {
      listed: () => {
        lists += 1;
        const numbers = lists === 1 ? [1, 2, 3] : [1, 7, 3];
        return Promise.resolve(
          ['a', 'b', 'c'].map((udid, index) => ({
            udid,
            attachments: [{ deviceId: numbers[index] ?? 0, transport: 'usb' }],
          })),
        );
      },
      ask(_, { deviceId }) {
        asked.push(deviceId);
        return deviceId === 2
          ? Promise.reject(new Error('usbmuxd has no such device'))
          : Promise.resolve({ name: String(deviceId), osVersion: '17.5' });
      },
    };
    const found = (await attachedPhones(undefined, replugged)).map(({ udid, name }) => `${udid} ${name}`);
    expect(found).to.deep.equal(['a 1', 'b 7', 'c 3']);
    expect([lists, asked]).to.deep.equal([2, [1, 2, 3, 7]]);
  });

  it('are gone from the cable once Wi-Fi alone is left of them', async () => {
    const left = usbmuxd(['a'], [], { a: ['wifi'] });
    expect(await isAttached('a', 'usb', left)).to.equal(false);
    expect(await isAttached('a', 'wifi', left)).to.equal(true);
    expect(await isAttached('a', undefined, left)).to.equal(true);
  });

  it('are not taken for one another when usbmuxd gives a number to another phone', async () => {
    const { phones, socketPath, stop } = await startVirtualIphones({ count: 2, system: () => ({}), faults: [] });
    try {
      await usbmuxdAt(`UNIX:${socketPath}`, async () => {
        const udids = phones.map(({ identity }) => identity.udid);
        const swapped: Usbmuxd = {
          ...hostUsbmuxd,
          listed: async (mostAgeMs) => {
            const now = await hostUsbmuxd.listed();
            // An older list is of the usbmuxd that ran before.
            const numbers = mostAgeMs === 0 ? now : now.toReversed();
            return now.map(({ udid }, index) => ({ udid, attachments: numbers[index]?.attachments ?? [] }));
          },
        };
        const found = await attachedPhones(undefined, swapped);
        expect(found.map(({ udid, name }) => [udid, name])).to.deep.equal(
          phones.map(({ identity: { udid, name } }) => [udid, name]),
        );
        const [first] = await hostUsbmuxd.listed();
        const [attachment] = first?.attachments ?? [];
        if (attachment === undefined) throw new Error('no phone is listed');
        const wrong = await hostUsbmuxd.ask(udids[1] ?? '', attachment).catch((error: unknown) => error);
        expect(String(wrong)).to.equal(`Error: ${udids[0] ?? ''} answers in place of ${udids[1] ?? ''}`);
        const unhyphenated = (udids[0] ?? '').replace('-', '').toLowerCase();
        expect(await hostUsbmuxd.ask(unhyphenated, attachment)).to.have.property('name', phones[0]?.identity.name);
      });
    } finally {
      await stop();
    }
  });

  it('make usbmuxd give its list twice and not for each phone where none of them answers', async () => {
    const entries = Array.from({ length: 32 }, (_, index) => ({ id: index + 1, udid: `p${String(index)}` }));
    const usbmuxd = await startFakeUsbmuxd(entries.map((entry) => ({ ...entry, connection: 'USB' })));
    expect(await usbmuxdAt(usbmuxd.address, () => attachedPhones())).to.deep.equal([]);
    expect(usbmuxd.lists).to.equal(2);
  });

  it('are told from what else usbmuxd lists', async () => {
    const phone = { Properties: { DeviceID: 4, SerialNumber: 'a', ConnectionType: 'USB' } };
    const odd = [{ Properties: { SerialNumber: 'b' } }, { MessageType: 'Attached' }, 7];
    const usbmuxd = await startFakeUsbmuxd([], [...odd, phone]);
    const listed = await usbmuxdAt(usbmuxd.address, () => hostUsbmuxd.listed());
    expect(listed).to.deep.equal([{ udid: 'a', attachments: [{ deviceId: 4, transport: 'usb' }] }]);
  });

  it('have udids that can name a file, or are no phones', async () => {
    const udids = ['00008110-000A11223344401E', '../../../tmp/x', '$(touch x)', 'a b', '', '-a', 'x'.repeat(65)];
    const usbmuxd = await startFakeUsbmuxd(udids.map((udid, index) => ({ id: index + 1, udid, connection: 'USB' })));
    const listed = await usbmuxdAt(usbmuxd.address, () => hostUsbmuxd.listed());
    expect(listed.map(({ udid }) => udid)).to.deep.equal(udids.slice(0, 1));
  });

  describe('behind a usbmuxd that hangs up', () => {
    for (const [when, serve] of [
      ['at once', (socket: Socket) => socket.destroy()],
      ['on a question', (socket: Socket) => socket.once('data', () => socket.destroy())],
      ['after an answer that is no property list', (socket: Socket) => socket.once('data', () => socket.end(noList))],
      [
        'after a byte of a message that does not come',
        (socket: Socket) => socket.once('data', () => socket.end(Buffer.concat([result, Buffer.alloc(1)]))),
      ],
    ] as const) {
      it(`${when} are none`, async () => {
        const path = join(temporaryFolder().path, 'usbmuxd');
        const server = createServer((socket) => {
          serve(socket);
        }).listen(path);
        await once(server, 'listening');
        expect(await usbmuxdAt(`UNIX:${path}`, () => isAttached('a'))).to.equal(false);
        expect(await usbmuxdAt(`UNIX:${path}`, () => attachedPhones())).to.deep.equal([]);
        server.close();
      });
    }
  });

  it('are those of a list that comes in small pieces, one after another', async () => {
    const path = join(temporaryFolder().path, 'usbmuxd');
    const server = createServer((socket) => {
      socket.setNoDelay(true).once('data', (question) => void inPieces(socket, question.readUInt32LE(12)));
    }).listen(path);
    await once(server, 'listening');
    const connect = async (): Promise<Socket> => {
      const socket = createConnection(path);
      await once(socket, 'connect');
      return socket;
    };
    expect(await usbmuxdBy(connect).listed()).to.deep.equal([
      { udid: 'a', attachments: [{ deviceId: 4, transport: 'usb' }] },
    ]);
    server.close();

    async function inPieces(socket: Socket, tag: number): Promise<void> {
      list.writeUInt32LE(tag, 12);
      for (let at = 0; at < list.length; at += at < 16 ? 1 : 64) {
        await new Promise((resolve) => socket.write(list.subarray(at, at + (at < 16 ? 1 : 64)), resolve));
      }
    }
  });

  it('are none where no usbmuxd listens', async () => {
    expect(await usbmuxdAt(`UNIX:${join(temporaryFolder().path, 'none')}`, () => isAttached('a'))).to.equal(false);
  });
});
