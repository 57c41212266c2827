import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { services, utilities } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import plist from 'plist';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../test/small-app.js';
import { projectRoot } from '../../project.js';
import { parseFault } from './faults.js';
import { startVirtualIphones } from './index.js';
import type { VirtualIphones, Wanted } from './index.js';
import { ready } from './phone.js';
import { eventually } from '../../../test/rig/eventually.js';

const headerBytes = 16;

interface Message {
  readonly MessageType?: string;
  readonly Number?: number;
  readonly DeviceID?: number;
  readonly DeviceList?: readonly Message[];
  readonly Properties?: Readonly<Record<string, unknown>> & {
    readonly SerialNumber: string;
    readonly DeviceID: number;
  };
}

/** A client of usbmuxd that keeps all it hears. */
class Client {
  readonly socket: Socket;
  readonly heard: Message[] = [];
  #buffer = Buffer.alloc(0);

  constructor(socketPath: string) {
    this.socket = connect(socketPath);
    this.socket.on('error', () => undefined);
    this.socket.on('data', (data) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      while (this.#buffer.length >= headerBytes && this.#buffer.length >= this.#buffer.readUInt32LE(0)) {
        const bytes = this.#buffer.readUInt32LE(0);
        this.heard.push(plist.parse(this.#buffer.toString('utf8', headerBytes, bytes)) as Message);
        this.#buffer = this.#buffer.subarray(bytes);
      }
    });
  }

  send(message: Record<string, string | number>): void {
    const body = Buffer.from(plist.build(message));
    const header = Buffer.alloc(headerBytes);
    [headerBytes + body.length, 1, 8, 1].forEach((word, index) => header.writeUInt32LE(word, index * 4));
    this.socket.write(Buffer.concat([header, body]));
  }

  /** The first message after those that were heard so far. */
  async ask(message: Record<string, string | number>): Promise<Message> {
    const { length } = this.heard;
    this.send(message);
    while (this.heard.length === length) await once(this.socket, 'data');
    return this.heard[length] ?? {};
  }
}

describe('the link of a virtual iPhone to its host', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Small.ipa');
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  const { level } = log;
  const complain = console.error;
  let iphones: VirtualIphones;
  let complaints: string[];
  let isOver: boolean;
  const clients: Client[] = [];

  before(() => {
    log.level = 'error';
    writeSmallIpa(ipa);
  });
  beforeEach(() => {
    isOver = false;
    complaints = [];
    console.error = (text: string) => void complaints.push(text);
  });
  afterEach(async () => {
    isOver = true;
    for (const { socket } of clients.splice(0)) socket.destroy();
    await iphones.stop();
    console.error = complain;
  });
  after(() => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    log.level = level;
  });

  /** Waits for a condition. Ends with its test as well, so that a test that fails leaves nothing that keeps the process. */
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(() => isOver || condition());
    if (isOver) throw new Error('the test is over');
  }

  /** Starts two phones, the first with faults, and installs the small app on both. */
  async function start(...faults: readonly string[]): Promise<void> {
    await attach({ count: 2, faults: faults.map(parseFault) });
    for (const { identity } of iphones.phones) {
      const afc = await services.startAfcService(identity.udid);
      const file = await afc.openFile('/Small.ipa', 3);
      await afc.writeFile(file, readFileSync(ipa));
      await afc.closeFileHandle(file);
      afc.close();
      const proxy = await services.startInstallationProxyService(identity.udid);
      await proxy.installApplication('/Small.ipa');
      proxy.close();
    }
  }

  /** Starts phones. Launches are answered at once, so that what strikes a launch does not strike the answer to it. */
  async function attach(wanted: Partial<Wanted>): Promise<void> {
    iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [], launchMs: 0, ...wanted });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
  }

  function phone(index: number): VirtualIphones['phones'][number] {
    const found = iphones.phones[index];
    if (found === undefined) throw new Error(`there is no phone ${String(index)}`);
    return found;
  }

  function newClient(): Client {
    const client = new Client(iphones.socketPath);
    clients.push(client);
    return client;
  }

  async function listed(): Promise<(readonly [string | undefined, number | undefined])[]> {
    const { DeviceList = [] } = await newClient().ask({ MessageType: 'ListDevices' });
    return DeviceList.map(({ Properties }) => [Properties?.SerialNumber, Properties?.DeviceID]);
  }

  async function wda(index: number, method: string, path: string, body?: object) {
    const response = await fetch(`${phone(index).wdaUrl ?? ''}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, value: ((await response.json()) as { value: unknown }).value };
  }

  async function newSession(index: number): Promise<string> {
    const { value } = await wda(index, 'POST', '/session', { capabilities: { firstMatch: [{}] } });
    return (value as { sessionId: string }).sessionId;
  }

  const app = (index: number, session: string, what: string, more: object = {}) =>
    wda(index, 'POST', `/session/${session}/wda/apps/${what}`, { bundleId, ...more });
  const launch = (index: number, session: string, job = 'one') =>
    app(index, session, 'launch', { arguments: ['--job', `jobs/${job}.json`] });

  /** The code of the error that a connection to WebDriverAgent ends with, if it does. */
  function connectionError(index: number): Promise<string | undefined> {
    const socket = connect(Number(new URL(phone(index).wdaUrl ?? '').port), '127.0.0.1');
    return new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
      socket.once('connect', () => {
        socket.destroy();
        resolve(undefined);
      });
    });
  }

  const isBack = (index: number): Promise<boolean> =>
    wda(index, 'GET', '/status').then(
      ({ status }) => status === 200,
      () => false,
    );

  /** A request to WebDriverAgent whose body never ends; resolves with its error once the connection is cut. */
  async function hangingRequest(index: number): Promise<{ readonly cut: Promise<Error> }> {
    const hanging = request(`${phone(index).wdaUrl ?? ''}/session`, {
      method: 'POST',
      headers: { 'Content-Length': 100 },
    });
    const cut = new Promise<Error>((resolve) => hanging.once('error', resolve));
    hanging.write('{');
    const [socket] = (await once(hanging, 'socket')) as [Socket];
    if (socket.connecting) await once(socket, 'connect');
    return { cut };
  }

  it('lets WebDriverAgent die in a launch and come back on its port, without sessions', async () => {
    await start('wda-dies:2');
    const session = await newSession(0);
    await launch(0, session, 'first');
    await app(0, session, 'terminate');
    expect(await wda(0, 'GET', `/session/${session}/wda/device/info`)).to.include({ status: 200 });
    const bystander = await newSession(1);
    for (const job of ['first', 'second']) {
      await launch(1, bystander, job);
      if (job === 'first') await app(1, bystander, 'terminate');
    }
    const { cut } = await hangingRequest(0);
    const knock = new Promise((resolve) => {
      phone(0).link.once('wdaEnded', () => {
        resolve(connectionError(0));
      });
    });

    await launch(0, session, 'second');
    expect(await cut).to.include({ code: 'ECONNRESET' });
    expect(await knock).to.equal('ECONNREFUSED');
    await until(() => isBack(0));

    const former = await app(0, session, 'state');
    expect(former.status).to.equal(404);
    expect(former.value).to.include({ error: 'invalid session id', message: 'Session does not exist' });
    // The app goes on, for whoever opens a session again.
    expect(await app(0, await newSession(0), 'state')).to.deep.equal({ status: 200, value: 4 });
    // The cable is in, and the other phone notices nothing.
    expect((await listed()).map(([, id]) => id)).to.deep.equal([1, 2]);
    expect(await app(1, bystander, 'state')).to.deep.equal({ status: 200, value: 4 });
    await iphones.stop();
    expect(complaints).to.deep.equal([]);
  });

  it('can be unplugged in a launch and plugged in again as another device', async () => {
    await start('unplug:1:3600');
    const { udid } = phone(0).identity;
    const other = phone(1).identity.udid;
    const session = await newSession(0);
    const listener = newClient();
    listener.send({ MessageType: 'Listen' });
    await until(() => listener.heard.length === 3);
    // Two connections through the cable: a secured one that is idle, and one in the middle of a frame.
    const afc = await services.startAfcService(udid);
    const afcCut = once(Reflect.get(afc, '_socketClient') as Socket, 'close');
    const lockdown = newClient();
    // Port 62078 in network byte order.
    expect(await lockdown.ask({ MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 })).to.include({ Number: 0 });
    lockdown.socket.write(Buffer.of(0, 0, 1, 0, 60));
    const lockdownCut = once(lockdown.socket, 'close');
    const bystander = newClient();
    await bystander.ask({ MessageType: 'Connect', DeviceID: 2, PortNumber: 0x7ef2 });
    const { cut } = await hangingRequest(0);

    await launch(0, session);
    await Promise.all([afcCut, lockdownCut, cut]);
    await until(() => listener.heard.length > 3);
    expect(listener.heard[3]).to.deep.equal({ MessageType: 'Detached', DeviceID: 1 });
    expect(await listed()).to.deep.equal([[other, 2]]);
    expect(await newClient().ask({ MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 })).to.include({
      Number: 2,
    });
    expect(await connectionError(0)).to.equal('ECONNREFUSED');

    phone(0).link.plugIn();
    await until(() => listener.heard.length > 4);
    expect(listener.heard[4]).to.deep.include({ MessageType: 'Attached', DeviceID: 3 });
    expect(await listed()).to.deep.equal([
      [other, 2],
      [udid, 3],
    ]);
    expect(await newClient().ask({ MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 })).to.include({
      Number: 2,
    });
    const again = await services.startAfcService(udid);
    expect(await again.listDirectory('/')).to.be.an('array');
    again.close();
    await until(() => isBack(0));
    expect((await app(0, session, 'state')).status).to.equal(404);
    expect(await app(0, await newSession(0), 'state')).to.deep.equal({ status: 200, value: 4 });
    expect(bystander.socket.destroyed).to.be.false;
  });

  it('is whole again after the seconds of an unplug', async () => {
    await start('unplug:1:0.1');
    const listener = newClient();
    listener.send({ MessageType: 'Listen' });
    await launch(0, await newSession(0));
    await until(() => listener.heard.length === 5);
    expect(listener.heard.map(({ MessageType, DeviceID }) => [MessageType, DeviceID])).to.deep.equal([
      ['Result', undefined],
      ['Attached', 1],
      ['Attached', 2],
      ['Detached', 1],
      ['Attached', 3],
    ]);
    await until(() => isBack(0));
  });

  it('has other keys over Wi-Fi, beside the cable and first in the list, and stays there without the cable', async () => {
    await attach({ states: [{ ...ready, transports: ['network', 'usb'] }] });
    const { udid } = phone(0).identity;
    const { DeviceList = [] } = await newClient().ask({ MessageType: 'ListDevices' });
    expect(DeviceList.map(({ Properties }) => Properties)).to.deep.equal([
      {
        ConnectionType: 'Network',
        DeviceID: 1,
        EscapedFullServiceName: '02:00:00:00:00:01@fe80::ff:fe00:1._apple-mobdev2._tcp.local.',
        InterfaceIndex: 2,
        NetworkAddress: DeviceList[0]?.Properties?.['NetworkAddress'],
        SerialNumber: udid,
      },
      {
        ConnectionSpeed: 480_000_000,
        ConnectionType: 'USB',
        DeviceID: 2,
        LocationID: 65_540,
        ProductID: 0x12a8,
        SerialNumber: udid,
      },
    ]);
    expect((DeviceList[0]?.Properties?.['NetworkAddress'] as Buffer).subarray(0, 8)).to.deep.equal(
      Buffer.of(16, 2, 0, 0, 192, 0, 2, 1),
    );
    phone(0).link.unplug(3_600_000);
    expect(await listed()).to.deep.equal([[udid, 1]]);
    phone(0).link.plugIn();
    expect(await listed()).to.deep.equal([
      [udid, 1],
      [udid, 3],
    ]);
  });

  it('carries services over Wi-Fi as well', async () => {
    await attach({ states: [{ ...ready, transports: ['network'] }] });
    const afc = await services.startAfcService(phone(0).identity.udid);
    await afc.createDirectory('/a');
    expect(await afc.listDirectory('/')).to.include('a');
    afc.close();
    expect(phone(0).log.entries.map(({ layer, what }) => `${layer} ${what}`)).to.include.members([
      'usbmuxd Connect 62078 over network',
      'lockdown StartService com.apple.afc',
      'afc makeDir /a',
      'afc readDir /',
    ]);
  });

  it('is cut by an update of iOS, after which the phone is another device with another build', async () => {
    await attach({ states: [{ ...ready, transports: ['usb', 'network'] }] });
    const { udid } = phone(0).identity;
    expect(await utilities.getOSVersion(udid)).to.equal('17.5');
    await phone(0).update('26.1');
    expect(await listed()).to.deep.equal([]);
    await until(async () => (await listed()).length === 2);
    expect(await utilities.getOSVersion(udid)).to.equal('26.1');
    await until(() => isBack(0));
    expect((await wda(0, 'GET', '/status')).value).to.have.nested.property('os.version', '26.1');
  });

  it('gives three readers a part of a status file that is replaced, and then the whole', async () => {
    await start('torn-status:2');
    const { udid } = phone(0).identity;
    const session = await newSession(0);
    const sizes = async (job: string): Promise<number[]> => {
      await launch(0, session, job);
      const house = await services.startHouseArrestService(udid);
      const afc = await house.vendDocuments(bundleId);
      await until(async () => (await afc.listDirectory('/Documents')).includes('out'));
      await until(async () => (await afc.listDirectory('/Documents/out')).includes(job));
      const file = await afc.openFile(`/Documents/out/${job}/status.json`, 3);
      await afc.writeFile(file, Buffer.from('0123456789'));
      await afc.closeFileHandle(file);
      const read: number[] = [];
      for (let times = 0; times < 4; times += 1) {
        read.push((await afc.getFileInfo(`/Documents/out/${job}/status.json`)).size);
      }
      afc.close();
      await app(0, session, 'terminate');
      return read;
    };
    expect(await sizes('whole')).to.deep.equal([10, 10, 10, 10]);
    expect(await sizes('torn')).to.deep.equal([5, 5, 5, 10]);
  });

  it('leaves a file of what was asked for, a line each, with the phone and the time', async () => {
    const logFile = join(folder.path, 'requests.jsonl');
    await attach({ count: 2, logFile });
    const beforeNs = process.hrtime.bigint();
    await wda(1, 'GET', '/status');
    const [line = ''] = readFileSync(logFile, 'utf8').split('\n');
    const { at_ns: atNs, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(rest).to.deep.equal({ phone: phone(1).identity.udid, layer: 'wda', what: 'GET /status' });
    expect(atNs).to.be.a('number').and.to.be.at.least(Number(beforeNs));
  });

  it('says which faults never struck, and on which phone', async () => {
    await start('wda-dies:3', 'kill:load', 'unplug:1:3600', '2/freeze');
    await launch(0, await newSession(0));
    await until(async () => (await connectionError(0)) === 'ECONNREFUSED');
    expect(iphones.missedFaults()).to.deep.equal([
      '--fault wda-dies:3 never struck; launches on virtual iPhone 1: 1',
      '--fault kill:load never struck; launches on virtual iPhone 1: 1',
      '--fault 2/freeze never struck; launches on virtual iPhone 2: 0',
    ]);
  });

  it('is cut when the phones are stopped, and nothing is left to keep the process', async () => {
    await start();
    const client = newClient();
    await client.ask({ MessageType: 'Connect', DeviceID: 1, PortNumber: 0x7ef2 });
    const cut = once(client.socket, 'close');
    await iphones.stop();
    await cut;

    const script = `
      import { startVirtualIphones } from './src/virtual/iphone/index.js';
      const { phones, stop } = await startVirtualIphones({ count: 2, system: () => ({}), faults: [] });
      phones[0].link.unplug(3_600_000);
      phones[1].link.endWda();
      await stop();
      console.log('stopped');
    `;
    const { stdout } = await execa(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: projectRoot,
      timeout: 50_000,
    });
    expect(stdout).to.equal('stopped');
  });
});
