import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { services } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import plist from 'plist';
import { startVirtualIphones } from '../index.js';
import type { VirtualIphone, VirtualIphones } from '../index.js';
import { WallClock } from '../wall-clock.js';
import { eventually } from '../../../../test/rig/eventually.js';

const usbmuxHeaderBytes = 16;

/* What the faults of faults/link.ts do to a phone, as its clients see it. */
describe('a phone whose link fails', function () {
  this.timeout(60_000);
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  const { level } = log;
  let iphones: VirtualIphones;
  let phone: VirtualIphone;

  before(() => {
    log.level = 'error';
  });
  afterEach(() => iphones.stop());
  after(() => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    log.level = level;
  });

  async function start(): Promise<void> {
    iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [] });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
    const [first] = iphones.phones;
    if (first === undefined) throw new Error('no phone');
    phone = first;
  }

  /** Reads exactly so many bytes. */
  async function read(socket: Socket, bytes: number): Promise<Buffer> {
    for (;;) {
      const data = socket.read(bytes) as Buffer | null;
      if (data !== null) return data;
      await once(socket, 'readable');
    }
  }

  /** Everything until the connection ends. */
  async function rest(socket: Socket): Promise<Buffer> {
    const pieces: Buffer[] = [];
    socket.on('error', () => undefined);
    for await (const piece of socket) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  }

  async function connectLockdown(): Promise<Socket> {
    const socket = connect(iphones.socketPath);
    // Port 62078 in network byte order.
    const body = Buffer.from(plist.build({ MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 }));
    const header = Buffer.alloc(usbmuxHeaderBytes);
    [usbmuxHeaderBytes + body.length, 1, 8, 1].forEach((word, index) => header.writeUInt32LE(word, index * 4));
    socket.write(Buffer.concat([header, body]));
    const answer = await read(socket, usbmuxHeaderBytes);
    await read(socket, answer.readUInt32LE(0) - usbmuxHeaderBytes);
    return socket;
  }

  async function askLockdown(socket: Socket, message: Readonly<Record<string, string>>): Promise<Buffer> {
    const body = Buffer.from(plist.build(message));
    const header = Buffer.alloc(4);
    header.writeUInt32BE(body.length);
    socket.write(Buffer.concat([header, body]));
    const length = await read(socket, 4);
    return Buffer.concat([length, await read(socket, length.readUInt32BE(0))]);
  }

  const openFiles = async (udid: string): Promise<void> => {
    (await services.startAfcService(udid)).close();
  };

  const refusal = (asked: Promise<unknown>): Promise<string> => asked.then(() => 'not refused', String);

  it('is cut off in the middle of a frame when the cable is pulled', async () => {
    await start();
    const lockdown = await connectLockdown();
    const frame = await askLockdown(lockdown, { Request: 'QueryType' });
    phone.link.unplug(3_600_000);
    const half = await rest(lockdown);
    expect(half).not.to.have.length(0);
    expect(half).to.deep.equal(frame.subarray(0, half.length)).and.to.have.length.below(frame.length);
  });

  it('is cut off within an answer of its WebDriverAgent', async () => {
    await start();
    const post = async (path: string, body: object): Promise<unknown> =>
      (await fetch(`${phone.wdaUrl ?? ''}${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
    const { sessionId } = (await post('/session', { capabilities: { firstMatch: [{}] } })) as { sessionId: string };
    const waiting = request(`${phone.wdaUrl ?? ''}/session/${sessionId}/wda/expectNotification`, { method: 'POST' });
    waiting.end(JSON.stringify({ name: 'never', type: 'darwin', timeout: 3600 }));
    await eventually(() => phone.log.entries.some(({ what }) => what.endsWith('expectNotification')));
    const answered = once(waiting, 'response') as Promise<[IncomingMessage]>;
    phone.link.unplug(3_600_000);
    const [response] = await answered;
    const cut: unknown = await response.toArray().catch((error: unknown) => error);
    expect(cut).to.have.property('code', 'ECONNRESET');
  });

  it('restarts, lets nobody in before it is unlocked, and everybody after that', async () => {
    await start();
    const { udid } = phone.identity;
    phone.screen.restart(3_600_000);
    phone.link.restart(3_600_000);
    expect(await refusal(openFiles(udid))).to.match(/Could not find the expected device/);
    phone.link.plugIn();
    expect(await refusal(openFiles(udid))).to.match(/PasswordProtected/);
    expect(phone.screen.isLocked).to.be.true;
    phone.screen.unlock();
    expect(await refusal(openFiles(udid))).to.equal('not refused');
  });

  it('does not know its host any more', async () => {
    await start();
    const { udid } = phone.identity;
    expect(await refusal(openFiles(udid))).to.equal('not refused');
    phone.loseTrust();
    expect(await refusal(openFiles(udid))).to.match(/InvalidHostID/);
    const lockdown = await connectLockdown();
    expect((await askLockdown(lockdown, { Request: 'ValidatePair' })).toString()).to.contain('InvalidHostID');
    lockdown.destroy();
  });
});

describe('the clock of a virtual iPhone', () => {
  it('goes with the host until it is set', () => {
    const clock = new WallClock();
    expect(clock.now().getTime()).to.be.closeTo(Date.now(), 1000);
    clock.jump(-3_600_000);
    expect(clock.now().getTime()).to.be.closeTo(Date.now() - 3_600_000, 1000);
  });
});
