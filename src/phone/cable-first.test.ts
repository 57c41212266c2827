import { once } from 'node:events';
import type { Socket } from 'node:net';
import { utilities } from 'appium-ios-device';
import { getDefaultSocket, Usbmux } from 'appium-ios-device/build/lib/usbmux/index.js';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFakeUsbmuxd } from '../../test/fake-usbmuxd.js';
import type { Entry, FakeUsbmuxd } from '../../test/fake-usbmuxd.js';
import { startCableFirst } from './cable-first.js';
import type { CableFirst } from './cable-first.js';
import { hostUsbmuxd } from './discovery.js';

const both: readonly Entry[] = [
  { id: 3, udid: 'A-1', connection: 'Network' },
  { id: 4, udid: 'A-1', connection: 'USB' },
  { id: 5, udid: 'W-3', connection: 'Network' },
];

describe('a phone that usbmuxd lists on Wi-Fi and on the cable', () => {
  const address = process.env['USBMUXD_SOCKET_ADDRESS'];
  let listed: Entry[];
  let usbmuxd: FakeUsbmuxd;
  let cableFirst: CableFirst;

  beforeEach(async () => {
    usbmuxd = await startFakeUsbmuxd((listed = [...both]));
    process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd.address;
    cableFirst = await startCableFirst();
  });
  afterEach(async () => {
    await cableFirst.close();
    if (address === undefined) delete process.env['USBMUXD_SOCKET_ADDRESS'];
    else process.env['USBMUXD_SOCKET_ADDRESS'] = address;
  });

  /** How the driver's library reaches the phone. */
  async function reach(): Promise<string> {
    const socket = await utilities.connectPort('A-1', 8100);
    return answerTo(socket, 'hello');
  }

  it("is reached by Wi-Fi by the driver's library, which is why there is a usbmuxd of ours", async () => {
    expect(await reach()).to.equal('hello through 3');
  });

  it('is reached by the cable through ours', async () => {
    const client = await connectedTo(cableFirst.address);
    const listed = (await client.listDevices()) as { Properties: { DeviceID: number; NetworkAddress?: Buffer } }[];
    expect(listed.map(({ Properties }) => Properties.DeviceID)).to.deep.equal([4, 5]);
    expect(listed[1]?.Properties.NetworkAddress).to.have.length(128);
    const socket = await (await connectedTo(cableFirst.address)).connect(4, 8100);
    expect(await answerTo(socket, 'hello')).to.equal('hello through 4');
  });

  it('is reached by the cable also when it has joined Wi-Fi later', async () => {
    listed.splice(0, listed.length, { id: 4, udid: 'A-1', connection: 'USB' });
    const idsThroughOurs = async () => {
      const client = await connectedTo(cableFirst.address);
      const entries = (await client.listDevices()) as { Properties: { DeviceID: number } }[];
      return entries.map(({ Properties }) => Properties.DeviceID);
    };
    expect(await idsThroughOurs()).to.deep.equal([4]);
    listed.unshift({ id: 3, udid: 'A-1', connection: 'Network' });
    expect(await idsThroughOurs()).to.deep.equal([4]);
  });

  it('is listed with both', async () => {
    expect(await hostUsbmuxd.listed()).to.deep.equal([
      {
        udid: 'A-1',
        attachments: [
          { deviceId: 3, transport: 'wifi' },
          { deviceId: 4, transport: 'usb' },
        ],
      },
      { udid: 'W-3', attachments: [{ deviceId: 5, transport: 'wifi' }] },
    ]);
  });
});

async function answerTo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  // The library leaves it paused.
  const heard = once(socket, 'data');
  socket.resume();
  const [answer] = (await heard) as [Buffer];
  socket.destroy();
  return String(answer);
}

async function connectedTo(address: string): Promise<Usbmux> {
  return new Usbmux(await getDefaultSocket({ socketPath: address.replace('UNIX:', '') }));
}
