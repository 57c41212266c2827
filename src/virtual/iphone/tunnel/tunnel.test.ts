import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { after, afterEach, before, describe, it } from 'mocha';
import { catalogueClient, remoteXpc } from '../../../../test/remotexpc-client.js';
import type { RemoteXpcClient } from '../../../../test/remotexpc-client.js';
import { requireOrSkip } from '../../../../test/rig/requirements.js';
import { isOnLoopback, listenersOf, tellsListeners } from '../../../../test/rig/listeners.js';
import { temporaryFolder } from '../../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../../test/small-app.js';
import { isAttached } from '../../../phone/discovery.js';
import { whyNoTunnelLibrary } from '../../../phone/tunnel-library.js';
import { examineTunnel, troubleIn } from '../../../phone/tunnel.js';
import { parseFault } from '../faults.js';
import { identityOf } from '../identity.js';
import { startVirtualIphones } from '../index.js';
import type { VirtualIphone, VirtualIphones } from '../index.js';
import { wdaBundleId } from '../wda/runner.js';
import { hasAddresses } from './phone-tunnel.js';
import { noteRegistryPort } from './registry-note.js';
import type { TunnelEntry } from './registry.js';

/* appium-ios-remotexpc was written for tunnels to real iPhones: what it makes of the sockets is what the driver sees. */
(hasAddresses ? describe : describe.skip)('a virtual iPhone behind a tunnel', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Small.ipa');
  const variables = ['USBMUXD_SOCKET_ADDRESS', 'XDG_DATA_HOME'] as const;
  const former = variables.map((name) => process.env[name]);
  let iphones: VirtualIphones;
  let client: RemoteXpcClient;
  const udid = identityOf(1).udid;
  const phone = (): VirtualIphone => {
    const [first] = iphones.phones;
    if (first === undefined) throw new Error('no phone');
    return first;
  };
  const registry = (path = ''): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(iphones.registryPort)}/remotexpc/tunnels${path}`);
  const entry = async (): Promise<TunnelEntry> => (await (await registry(`/${udid}`)).json()) as TunnelEntry;

  before(async function () {
    requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
    const identities = [{ ...identityOf(1, '26.1'), tunnelled: true }, identityOf(2)];
    iphones = await startVirtualIphones({ count: 2, identities, system: () => ({}), faults: [] });
    process.env['USBMUXD_SOCKET_ADDRESS'] = `UNIX:${iphones.socketPath}`;
    process.env['XDG_DATA_HOME'] = folder.path;
    noteRegistryPort(folder.path, iphones.registryPort ?? 0);
    client = await remoteXpc();
    writeSmallIpa(ipa, { version: '42' });
  });
  after(async () => {
    variables.forEach((name, index) => {
      if (former[index] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = former[index];
    });
    await (iphones as VirtualIphones | undefined)?.stop();
  });

  it('is the only one that the registry lists, and says at its own address what services it has', async () => {
    expect(await client.Services.getAvailableDevices()).to.deep.equal([udid]);
    const { address, rsdPort, services } = await entry();
    const asked = await catalogueClient(address, rsdPort);
    const catalogue = await asked.connect();
    await asked.close();
    const ports = Object.fromEntries(catalogue.services.map(({ serviceName, port }) => [serviceName, { port }]));
    expect(ports).to.deep.equal(services);
    expect(Object.keys(services)).to.include.members([
      'com.apple.instruments.dtservicehub',
      'com.apple.mobile.house_arrest.shim.remote',
      'com.apple.mobile.installation_proxy.shim.remote',
      'com.apple.streaming_zip_conduit.shim.remote',
    ]);
  });

  it('listens on the loopback alone', async function () {
    if (!tellsListeners) this.skip();
    const ports = (await listenersOf(process.pid)).filter(({ protocol }) => protocol !== 'unix');
    expect(ports.map(({ port }) => port)).to.include(iphones.registryPort);
    expect(ports.filter((listener) => !isOnLoopback(listener))).to.deep.equal([]);
  });

  it('lets clients wait for a tunnel, and tells what it does not know as the script does', async () => {
    const status = async (path: string, init = {}): Promise<number> =>
      (await fetch(`http://127.0.0.1:${String(iphones.registryPort)}/remotexpc/tunnels${path}`, init)).status;
    expect(await status('/none')).to.equal(404);
    expect(await status('/none?waitMs=20')).to.equal(408);
    expect(await status('/none?waitMs=x')).to.equal(400);
    expect(await status('/device/1')).to.equal(200);
    expect(await status('/device/9')).to.equal(404);
    expect(await status('/metadata')).to.equal(200);
    expect(await status(`/${udid}/refresh-services`, { method: 'POST' })).to.equal(200);
    expect(await status(`/${udid}`, { method: 'DELETE' })).to.equal(404);
    expect(await status('', { headers: { origin: 'http://example.org' } })).to.equal(403);
  });

  it('takes an app as a stream of files, lists it and removes it', async () => {
    const zip = await client.Services.startZipConduitService(udid);
    const seen: string[] = [];
    await zip.install(ipa, { progress: ({ status }) => seen.push(status) });
    zip.close();
    expect(seen).to.deep.equal(['VerifyingApplication', 'InstallingApplication', 'DataComplete']);
    const proxy = await client.Services.startInstallationProxyService(udid);
    const returnAttributes = ['CFBundleIdentifier', 'CFBundleVersion'];
    expect(await proxy.browse({ returnAttributes })).to.deep.include.members([
      { CFBundleIdentifier: bundleId, CFBundleVersion: '42' },
    ]);
    await proxy.uninstall(bundleId);
    const left = await proxy.browse({ returnAttributes });
    proxy.close();
    expect(left.map((app) => app['CFBundleIdentifier'])).to.deep.equal([wdaBundleId]);
  });

  it('refuses what is no app with a reason, and keeps nothing of it', async () => {
    const none = join(folder.path, 'None.ipa');
    writeFileSync(none, zipSync({ 'Payload/None.txt': strToU8('no app') }));
    const zip = await client.Services.startZipConduitService(udid);
    await zip.install(none).then(
      () => expect.fail('it was installed'),
      (error: unknown) => {
        expect(String(error)).to.match(/ExtractionFailed/);
      },
    );
    zip.close();
  });

  it('carries files of an app there and back', async () => {
    const zip = await client.Services.startZipConduitService(udid);
    await zip.install(ipa);
    zip.close();
    const afc = await (await client.Services.startHouseArrestService(udid)).vendDocuments(bundleId);
    const data = randomBytes(3_000_000);
    await afc.mkdir('/Documents/models');
    await afc.setFileContents('/Documents/models/weights.bin', data);
    expect((await afc.getFileContents('/Documents/models/weights.bin')).equals(data)).to.equal(true);
    expect(await afc.listdir('/Documents/models')).to.deep.equal(['weights.bin']);
    await afc.rm('/Documents/models', true);
    expect(await afc.listdir('/Documents')).not.to.include('models');
    afc.close();
  });

  it('starts an app with its arguments, and ends it', async () => {
    const notices = await client.Services.startNotificationProxyService(udid);
    await notices.observe('org.example.begun');
    const { dvtService, processControl } = await client.Services.startDVTService(udid);
    const pid = await processControl.launch({ bundleId, arguments: ['--post', 'org.example.begun'] });
    expect(await notices.expectNotification(5000)).to.include({ Name: 'org.example.begun' });
    notices.close();
    expect(phone().launches.at(-1)?.args).to.deep.equal(['--post', 'org.example.begun']);
    expect(await processControl.getPidForBundleIdentifier(bundleId)).to.equal(pid);
    await processControl.kill(pid);
    await untilEnded(() => processControl.getPidForBundleIdentifier(bundleId));
    await dvtService.close();
  });

  it('starts WebDriverAgent on the port that it is told, and nobody but a host does', async () => {
    const { dvtService, processControl } = await client.Services.startDVTService(udid);
    expect(await processControl.getPidForBundleIdentifier(wdaBundleId)).to.equal(0);
    const pid = await processControl.launch({ bundleId: wdaBundleId, environment: { USE_PORT: '8123' } });
    const { address } = await entry();
    expect(await reached(address, 8123)).to.equal(true);
    phone().link.endWda();
    await untilEnded(() => processControl.getPidForBundleIdentifier(wdaBundleId));
    expect(await reached(address, 8123)).to.equal(false);
    expect(await processControl.launch({ bundleId: wdaBundleId, environment: {} })).not.to.equal(pid);
    expect(await reached(address, 8100)).to.equal(true);
    await processControl.kill(await processControl.getPidForBundleIdentifier(wdaBundleId));
    await untilEnded(() => processControl.getPidForBundleIdentifier(wdaBundleId));
    await dvtService.close();
  });

  it('refuses to start what is not installed, or while it is locked', async () => {
    const { dvtService, processControl } = await client.Services.startDVTService(udid);
    const refusal = (id: string): Promise<string> => processControl.launch({ bundleId: id }).then(String, String);
    expect(await refusal('org.none')).to.match(/Failed to launch process.*NotFound/);
    phone().screen.lock();
    expect(await refusal(wdaBundleId)).to.match(/Failed to launch process.*Locked/);
    phone().screen.unlock();
    await dvtService.close();
  });

  it('tells its values without a session', async () => {
    const lockdown = await client.createLockdownServiceForTunnel(udid);
    expect(await lockdown.getDeviceInfo()).to.include({
      ProductVersion: '26.1',
      UniqueDeviceID: udid,
      TimeZone: 'Etc/UTC',
    });
    lockdown.close();
  });

  it('loses its tunnel with the cable, and has another one once it is back', async () => {
    const { address, rsdPort } = await entry();
    const socket = connect(rsdPort, address);
    await once(socket, 'connect');
    const cut = once(socket, 'close');
    socket.resume();
    phone().link.unplug(60_000);
    await cut;
    expect((await registry(`/${udid}`)).status).to.equal(404);
    expect(await reached(address, rsdPort)).to.equal(false);
    const awaited = registry(`/${udid}?waitMs=10000`);
    phone().link.plugIn();
    const now = (await (await awaited).json()) as TunnelEntry;
    expect(now.address).to.equal(address);
    expect(await reached(address, now.rsdPort)).to.equal(true);
  });

  describe('that goes wrong', () => {
    const trouble = async (limitMs = 2000): Promise<string | undefined> =>
      troubleIn(await examineTunnel(udid, limitMs))?.clause;

    afterEach(async () => {
      // Whatever it suffered, it comes up again with the cable.
      phone().link.troubleTunnel({ kind: 'waits', eachMs: 0 });
      phone().link.unplug(60_000);
      phone().link.plugIn();
      await registry(`/${udid}?waitMs=10000`);
    });

    it('is well before', async () => {
      expect(await trouble()).to.equal(undefined);
    });

    it('is named when it is cut, and comes up again by itself', async () => {
      const { rsdPort } = await entry();
      expect(phone().link.troubleTunnel({ kind: 'drops', durationMs: 50 })).to.equal(true);
      expect(await trouble()).to.equal('tunnel lost: the tunnel registry no longer lists the phone');
      const next = (await (await registry(`/${udid}?waitMs=10000`)).json()) as TunnelEntry;
      expect(next.rsdPort).not.to.equal(rsdPort);
      expect(await trouble()).to.equal(undefined);
    });

    it('is named when it stays registered and nothing answers', async () => {
      phone().link.troubleTunnel({ kind: 'dead', durationMs: 60_000 });
      expect(await client.Services.getAvailableDevices()).to.deep.equal([udid]);
      expect(await trouble()).to.match(/^tunnel lost: it is registered, and nothing answers in it \(ECONNREFUSED\)$/);
    });

    it('is named when another phone answers in it', async () => {
      const other = identityOf(9, '26.1').udid;
      phone().link.troubleTunnel({ kind: 'other_phone', udid: other });
      expect(await trouble()).to.equal(`tunnel lost: the tunnel registry leads to another phone, ${other}`);
    });

    it('is named when the registry is empty while the phone is on its cable', async () => {
      phone().link.troubleTunnel({ kind: 'unlisted', durationMs: 60_000 });
      expect(await client.Services.getAvailableDevices()).to.deep.equal([]);
      expect(await isAttached(udid)).to.equal(true);
      expect(await trouble()).to.equal('tunnel lost: the tunnel registry no longer lists the phone');
    });

    it('is named when every connection waits', async () => {
      phone().link.troubleTunnel({ kind: 'waits', eachMs: 60_000 });
      expect(await trouble(50)).to.match(/^the tunnel did not answer within 0\.1 s$/);
    });

    it('is not there for a phone with an older iOS, whom no such trouble reaches', () => {
      expect(iphones.phones[1]?.link.troubleTunnel({ kind: 'drops', durationMs: 1 })).to.equal(false);
    });
  });
});

describe('a fault of a tunnel', () => {
  it('is refused on a phone that has none', async () => {
    const faults = [parseFault('tunnel-drops')];
    await startVirtualIphones({ count: 1, system: () => ({}), faults }).then(
      () => expect.fail('it was taken'),
      (error: unknown) => {
        expect(String(error)).to.match(/--fault tunnel-drops: virtual iPhone 1 has no tunnel/);
      },
    );
  });
});

/** Whether something listens there. */
async function reached(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Waits until a program has no pid any more. */
async function untilEnded(pid: () => Promise<number>): Promise<void> {
  while ((await pid()) !== 0) await sleep(10);
}
