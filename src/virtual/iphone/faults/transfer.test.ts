import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services, utilities } from 'appium-ios-device';
import type { Afc } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../../test/small-app.js';
import { damaged } from '../transfer.js';
import { parseFault } from '../faults.js';
import { startVirtualIphones } from '../index.js';
import type { VirtualIphones } from '../index.js';
import { eventually } from '../../../../test/rig/eventually.js';

/* The clients are other people's, written for real iPhones. */
describe('a fault of the file service', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Small.ipa');
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  const { level } = log;
  const text = Buffer.from('{"width":64,"height":128}');
  let iphones: VirtualIphones;
  let afc: Afc;

  before(() => {
    log.level = 'error';
    writeSmallIpa(ipa);
  });
  afterEach(async () => {
    afc.close();
    await iphones.stop();
  });
  after(() => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    log.level = level;
  });

  const udid = (): string => iphones.phones[0]?.identity.udid ?? '';

  /** Starts a phone with the small app, and opens the app's files. */
  async function start(fault: string): Promise<void> {
    iphones = await startVirtualIphones({ count: 1, system: () => ({}), faults: [parseFault(fault)], launchMs: 0 });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
    const media = await services.startAfcService(udid());
    await write(media, '/Small.ipa', readFileSync(ipa));
    media.close();
    const proxy = await services.startInstallationProxyService(udid());
    await proxy.installApplication('/Small.ipa');
    proxy.close();
    afc = await files();
  }

  const files = async (): Promise<Afc> => (await services.startHouseArrestService(udid())).vendDocuments(bundleId);

  async function write(to: Afc, path: string, data: Buffer): Promise<void> {
    const file = await to.openFile(path, 3);
    await to.writeFile(file, data);
    await to.closeFileHandle(file);
  }

  async function read(from: Afc, path: string): Promise<Buffer> {
    const file = await from.openFile(path, 1);
    const data = await from.readFile(file, 1000);
    await from.closeFileHandle(file);
    return data;
  }

  async function launch(): Promise<void> {
    const url = iphones.phones[0]?.wdaUrl ?? '';
    const post = async (path: string, body: object): Promise<unknown> =>
      (await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
    const { sessionId } = (await post('/session', { capabilities: { firstMatch: [{}] } })) as { sessionId: string };
    await post(`/session/${sessionId}/wda/apps/launch`, { bundleId });
  }

  it('lets the phone keep half of the first file that a launch is given, and acknowledge all of it', async () => {
    await start('push-truncated');
    await write(afc, '/Documents/a', text);
    await write(afc, '/Documents/b', text);
    expect(await read(afc, '/Documents/a')).to.deep.equal(text.subarray(0, 12));
    expect(await read(afc, '/Documents/b')).to.deep.equal(text);
    expect(iphones.missedFaults()).to.deep.equal([]);
  });

  it('changes a byte of the first file that is given to the second launch', async () => {
    await start('push-corrupted:2');
    await write(afc, '/Documents/a', text);
    expect(await read(afc, '/Documents/a')).to.deep.equal(text);
    await launch();
    await write(afc, '/Documents/b', text);
    expect((await read(afc, '/Documents/b')).toString()).to.equal('{"width":64,"height":028}');
  });

  for (const { fault, first } of [
    { fault: 'pull-truncated', first: '{"width":64,' },
    { fault: 'pull-corrupted', first: '{"width":64,"height":028}' },
  ]) {
    it(`lets the first reader after a launch have ${fault === 'pull-truncated' ? 'half' : 'another byte'}`, async () => {
      await start(fault);
      await write(afc, '/Documents/a', text);
      expect(await read(afc, '/Documents/a')).to.deep.equal(text);
      await launch();
      expect((await read(afc, '/Documents/a')).toString()).to.equal(first);
      expect(await read(afc, '/Documents/a')).to.deep.equal(text);
    });
  }

  it('leaves a write without an answer, and other connections alone', async () => {
    await start('push-stalls:1:3600');
    let isAnswered = false;
    void write(afc, '/Documents/a', text).then(
      () => (isAnswered = true),
      () => undefined,
    );
    await eventually(() => iphones.missedFaults().length === 0);
    const other = await files();
    await write(other, '/Documents/b', text);
    expect(await read(other, '/Documents/b')).to.deep.equal(text);
    other.close();
    expect(isAnswered).to.be.false;
  });

  it('answers a read after a time', async () => {
    await start('pull-stalls:1:0.2');
    await write(afc, '/Documents/a', text);
    await launch();
    expect(iphones.missedFaults()).to.have.length(1);
    expect(await read(afc, '/Documents/a')).to.deep.equal(text);
    expect(iphones.missedFaults()).to.deep.equal([]);
  });

  it('has no room for a while, whatever is asked, and says so', async () => {
    await start('no-space:1:0.6');
    const refused = await write(afc, '/Documents/a', text).catch(String);
    // The library's name for AFC's status 18.
    expect(refused).to.match(/ON_SPACE_LEFT/);
    expect(await utilities.getDeviceInfo(udid())).to.be.an('object');
    await eventually(() =>
      write(afc, '/Documents/a', text).then(
        () => true,
        () => false,
      ),
    );
    expect(await read(afc, '/Documents/a')).to.deep.equal(text);
  });

  it('closes the connection within an answer, and serves the next one', async () => {
    await start('file-service-dies');
    const socket = Reflect.get(afc, '_socketClient') as NodeJS.EventEmitter;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    void write(afc, '/Documents/a', text).catch(() => undefined);
    await closed;
    afc = await files();
    await write(afc, '/Documents/a', text);
    expect(await read(afc, '/Documents/a')).to.deep.equal(text);
  });
});

describe('a damaged transfer', () => {
  it('has another digit where it has one, so that a text goes on being one', () => {
    expect(damaged(Buffer.from('{"a":1,"b":9}'), { kind: 'corrupted' }).toString()).to.equal('{"a":1,"b":8}');
  });

  it('has another byte where it has no digit, and stays as empty as it was', () => {
    expect(damaged(Buffer.from('abcd'), { kind: 'corrupted' }).toString()).to.equal('abbd');
    expect(damaged(Buffer.alloc(0), { kind: 'corrupted' })).to.have.length(0);
  });
});
