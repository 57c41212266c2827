import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { services, utilities } from 'appium-ios-device';
import type { Afc } from 'appium-ios-device';
import { log } from 'appium-ios-device/build/lib/logger.js';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { profileOf } from '../../../test/fake-xcodebuild.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../test/small-app.js';
import { startVirtualIphones } from './index.js';
import type { VirtualIphones } from './index.js';

const pollMs = 20;

/* appium-ios-device was written for real iPhones by others: what it makes of the sockets is what Appium sees. */
describe('a virtual iPhone', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Small.ipa');
  const variable = 'USBMUXD_SOCKET_ADDRESS';
  const address = process.env[variable];
  const { level } = log;
  let iphones: VirtualIphones;
  let udid: string;
  const open: { close(): void }[] = [];

  before(async () => {
    log.level = 'error';
    iphones = await startVirtualIphones({ count: 2, system: () => ({}), faults: [] });
    process.env[variable] = `UNIX:${iphones.socketPath}`;
    udid = iphones.phones[1]?.identity.udid ?? '';
  });
  afterEach(() => {
    for (const service of open.splice(0)) service.close();
  });
  after(async () => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
    log.level = level;
    await iphones.stop();
  });

  async function using<Service extends { close(): void }>(started: Promise<Service>): Promise<Service> {
    const service = await started;
    open.push(service);
    return service;
  }

  /** The message that a promise is refused with. */
  const refusal = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'not refused',
      (error: unknown) => String(error),
    );

  async function write(afc: Afc, path: string, data: Buffer): Promise<void> {
    const file = await afc.openFile(path, 3);
    await afc.writeFile(file, data);
    await afc.closeFileHandle(file);
  }

  async function read(afc: Afc, path: string): Promise<Buffer> {
    const { size } = await afc.getFileInfo(path);
    const file = await afc.openFile(path, 1);
    const data = await afc.readFile(file, size);
    await afc.closeFileHandle(file);
    return data;
  }

  /** Puts an .ipa on the phone and has it installed or upgraded. */
  async function put(version: string, how: 'install' | 'upgrade', sharesDocuments = true): Promise<void> {
    writeSmallIpa(ipa, { version, sharesDocuments });
    await write(await using(services.startAfcService(udid)), '/Small.ipa', readFileSync(ipa));
    const proxy = await using(services.startInstallationProxyService(udid));
    await (how === 'install' ? proxy.installApplication('/Small.ipa') : proxy.upgradeApplication('/Small.ipa'));
  }

  const documents = async (): Promise<Afc> =>
    using((await using(services.startHouseArrestService(udid))).vendDocuments(bundleId));

  it('is listed beside the other, with its name and iOS', async () => {
    expect((await utilities.getConnectedDevices()).sort()).to.deep.equal(
      iphones.phones.map(({ identity }) => identity.udid),
    );
    expect(await utilities.getDeviceName(udid)).to.equal('Virtual iPhone 2');
    expect(await utilities.getOSVersion(udid)).to.equal('17.5');
  });

  describe('its file service', () => {
    it('gives back what it was given, in any folder it was told to make', async () => {
      const afc = await using(services.startAfcService(udid));
      const data = randomBytes(300_000);
      await afc.createDirectory('/a/b');
      await write(afc, '/a/b/data', data);
      expect((await read(afc, '/a/b/data')).equals(data)).to.be.true;
      expect((await afc.getFileInfo('/a/b')).isDirectory()).to.be.true;
      expect((await afc.getFileInfo('/a/b/data')).isFile()).to.be.true;
      await write(afc, '/a/b/data', Buffer.from('short'));
      expect((await read(afc, '/a/b/data')).toString()).to.equal('short');
      await afc.deleteDirectory('/a');
      expect(await afc.listDirectory('/')).not.to.include('a');
    });

    it('says what is not there, and goes on', async () => {
      const afc = await using(services.startAfcService(udid));
      expect(await refusal(afc.getFileInfo('/none'))).to.contain('OBJECT_NOT_FOUND');
      expect(await refusal(afc.openFile('/none/x', 3))).to.contain('OBJECT_NOT_FOUND');
      expect(await refusal(afc.deleteDirectory('/none'))).to.contain('OBJECT_NOT_FOUND');
      expect(await afc.listDirectory('/')).to.be.an('array');
    });

    it('never leaves its folder', async () => {
      const afc = await using(services.startAfcService(udid));
      await write(afc, '/../../../out', Buffer.from('x'));
      expect(await afc.listDirectory('/')).to.include('out');
      expect(existsSync(join(dirname(iphones.socketPath), 'out'))).to.be.false;
    });
  });

  describe('its apps', () => {
    it('are installed, upgraded with their documents kept, and removed with them', async () => {
      const proxy = await using(services.startInstallationProxyService(udid));
      const version = async () => (await proxy.lookupApplications({ bundleIds: bundleId }))[bundleId]?.CFBundleVersion;
      await put('1', 'install');
      expect(await version()).to.equal('1');
      await write(await documents(), '/Documents/kept', Buffer.from('kept'));
      await put('2', 'upgrade');
      expect(await version()).to.equal('2');
      expect((await read(await documents(), '/Documents/kept')).toString()).to.equal('kept');
      await proxy.uninstallApplication(bundleId);
      expect(await version()).to.equal(undefined);
      await put('3', 'install');
      expect(await (await documents()).listDirectory('/Documents')).not.to.include('kept');
    });

    it('are not made of a file that is not an .ipa', async () => {
      const proxy = await using(services.startInstallationProxyService(udid));
      await write(await using(services.startAfcService(udid)), '/bad.ipa', Buffer.from('bad'));
      expect(await refusal(proxy.installApplication('/bad.ipa'))).to.contain('PackageInspectionFailed');
      expect(await refusal(proxy.installApplication('/../secret.ipa'))).to.contain('PackageInspectionFailed');
    });

    it('are installed step by step, or refused for their signature after some', async () => {
      const proxy = await using(services.startInstallationProxyService(udid));
      await put('1', 'install');
      const steps = (await proxy.installApplication('/Small.ipa')) as { Status: string; PercentComplete?: number }[];
      expect(steps.map(({ Status, PercentComplete }) => [PercentComplete, Status])).to.deep.equal([
        [5, 'CreatingStagingDirectory'],
        [15, 'ExtractingPackage'],
        [20, 'InspectingPackage'],
        [20, 'TakingInstallLock'],
        [30, 'PreflightingApplication'],
        [30, 'InstallingEmbeddedProfile'],
        [40, 'VerifyingApplication'],
        [50, 'CreatingContainer'],
        [60, 'InstallingApplication'],
        [70, 'PostflightingApplication'],
        [80, 'SandboxingApplication'],
        [90, 'GeneratingApplicationMap'],
        [undefined, 'Complete'],
      ]);
      const foreign = profileOf(new Date('2099-01-01T00:00:00Z'), ['00009999-0000000000000009']);
      writeSmallIpa(ipa, { version: '2', profile: foreign });
      await write(await using(services.startAfcService(udid)), '/Small.ipa', readFileSync(ipa));
      expect(await refusal(proxy.installApplication('/Small.ipa')))
        .to.contain('ApplicationVerificationFailed')
        .and.to.contain('0xe8008015 (A valid provisioning profile for this executable was not found.)');
      expect(await proxy.lookupApplications({ bundleIds: bundleId })).to.have.nested.property(
        `${bundleId.replaceAll('.', '\\.')}.CFBundleVersion`,
        '1',
      );
    });

    it('are listed with what is asked for, and looked up with all that a phone knows', async () => {
      await put('5', 'install');
      const proxy = await using(services.startInstallationProxyService(udid));
      const returnAttributes = ['CFBundleIdentifier', 'CFBundleVersion'];
      expect(await proxy.listApplications({ applicationType: 'User', returnAttributes })).to.deep.equal({
        [bundleId]: { CFBundleIdentifier: bundleId, CFBundleVersion: '5' },
      });
      const known = (await proxy.lookupApplications({ bundleIds: bundleId }))[bundleId];
      expect(known).to.deep.include({ ApplicationType: 'User', ProfileValidated: true, IsUpgradeable: true });
      expect(known).to.include.keys('Entitlements', 'EnvironmentVariables', 'SequenceNumber', 'SignerIdentity');
      expect((known as unknown as { Path: string }).Path).to.match(
        /^\/private\/var\/containers\/Bundle\/Application\/[0-9A-F-]{36}\/Small\.app$/,
      );
    });

    it('show nothing beside Documents to a host that asked for documents', async () => {
      await put('1', 'install');
      const afc = await documents();
      expect(await refusal(afc.listDirectory('/Library'))).to.contain('PERMISSION_DENIED');
      expect(await refusal(afc.openFile('/Documents/../Library/x', 3))).to.contain('PERMISSION_DENIED');
      expect(await refusal(afc.createDirectory('/DocumentsToo'))).to.contain('PERMISSION_DENIED');
      const all = await using((await using(services.startHouseArrestService(udid))).vendContainer(bundleId));
      expect(await all.listDirectory('/')).to.include.members(['Documents', 'Library', 'tmp']);
    });

    it('vend no documents when they share none or are not there', async () => {
      await put('1', 'install', false);
      expect(await refusal((await using(services.startHouseArrestService(udid))).vendDocuments(bundleId))).to.contain(
        'InstallationLookupFailed',
      );
      expect(await refusal((await using(services.startHouseArrestService(udid))).vendDocuments('org.none'))).to.contain(
        'ApplicationLookupFailed',
      );
    });
  });

  it('leaves crash reports where a host finds them', async () => {
    const before_ = await using(services.startCrashLogService(udid));
    expect(await before_.listDirectory('/')).to.deep.equal(['.', '..']);
  });

  describe('its notifications', () => {
    it('reach an observer, of another host as well', async () => {
      const [here, there] = [
        await using(services.startNotificationProxyService(udid)),
        await using(services.startNotificationProxyService(udid)),
      ];
      const heard = new Promise<void>((notification) => {
        here.observeNotification('org.example.rain', { notification });
      });
      there.postNotification('org.example.rain');
      await heard;
    });

    it('tell of an installation that was over before anybody asked', async () => {
      await put('1', 'install');
      const proxy = await using(services.startNotificationProxyService(udid));
      await new Promise<void>((notification) => {
        proxy.observeNotification('com.apple.mobile.application_installed', { notification });
      });
    });
  });

  describe('its WebDriverAgent', () => {
    async function wda(method: string, path: string, body?: unknown): Promise<{ status: number; value: unknown }> {
      const response = await fetch(`${iphones.phones[1]?.wdaUrl ?? ''}${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, value: ((await response.json()) as { value: unknown }).value };
    }
    let session: string;
    const app = (what: string, more: object = {}) =>
      wda('POST', `/session/${session}/wda/apps/${what}`, { bundleId, ...more });
    const newSession = async (): Promise<string> => {
      const { value } = await wda('POST', '/session', { capabilities: { firstMatch: [{}] } });
      return (value as { sessionId: string }).sessionId;
    };

    /** The arguments of each process of the app so far, once there are so many. */
    async function launches(count: number): Promise<string[]> {
      const afc = await documents();
      for (;;) {
        const names = await afc.listDirectory('/Documents');
        const text = names.includes('launches.txt') ? (await read(afc, '/Documents/launches.txt')).toString() : '';
        const lines = text.split('\n').slice(0, -1);
        if (lines.length >= count) return lines;
        await sleep(pollMs);
      }
    }

    before(async () => {
      await (await using(services.startInstallationProxyService(udid))).uninstallApplication(bundleId);
      await put('1', 'install');
    });
    beforeEach(async () => {
      session = await newSession();
    });

    it('launches an app, only activates a running one, and ends it', async () => {
      expect(await app('state')).to.deep.equal({ status: 200, value: 1 });
      expect(await app('terminate')).to.deep.equal({ status: 200, value: false });
      expect(await app('launch', { arguments: ['--job', 'one'] })).to.deep.equal({ status: 200, value: null });
      expect(await launches(1)).to.deep.equal(['--job one']);
      expect((await app('state')).value).to.equal(4);
      // The running app comes to the front; what it should have been told is lost.
      expect(await app('launch', { arguments: ['--job', 'two'] })).to.deep.equal({ status: 200, value: null });
      expect(await app('terminate')).to.deep.equal({ status: 200, value: true });
      expect((await app('state')).value).to.equal(1);
      await app('launch', { arguments: ['--job', 'three'] });
      expect(await launches(2)).to.deep.equal(['--job one', '--job three']);
      await app('terminate');
    });

    it('is ready, and opens and closes a session', async () => {
      expect((await wda('GET', '/status')).value).to.include({ ready: true, state: 'success' });
      expect(session).to.match(/^[0-9A-F-]{36}$/);
      expect((await wda('GET', `/session/${session}/wda/device/info`)).value).not.to.include({ uuid: udid });
      expect(await wda('DELETE', `/session/${session}`)).to.deep.equal({ status: 200, value: null });
    });

    it('serves the last session only', async () => {
      const former = session;
      const expectGone = ({ status, value }: { status: number; value: unknown }) => {
        expect(status).to.equal(404);
        expect(value).to.include({ error: 'invalid session id', message: 'Session does not exist' });
      };
      session = await newSession();
      expectGone(await wda('GET', `/session/${former}/wda/device/info`));
      expectGone(await wda('DELETE', `/session/${former}`));
      expect((await app('state')).status).to.equal(200);
      await wda('DELETE', `/session/${session}`);
      expectGone(await app('state'));
    });

    it('refuses what it does not know', async () => {
      const unknown = await wda('GET', `/session/${session}/source`);
      expect(unknown.status).to.equal(404);
      expect(unknown.value).to.include({ error: 'unknown command' });
      expect((await wda('POST', '/status')).status).to.equal(404);
      const noApp = await app('launch', { bundleId: 'org.none' });
      expect(noApp.status).to.equal(400);
      expect(noApp.value).to.include({ error: 'invalid argument' });
      expect((await wda('POST', `/session/${session}/wda/apps/launch`, { bundle: 'misspelt' })).status).to.equal(500);
    });
  });

  it('says which port is taken when it cannot listen', async () => {
    const port = Number(new URL(iphones.phones[0]?.wdaUrl ?? '').port);
    const message = await refusal(startVirtualIphones({ count: 1, wdaPort: port, system: () => ({}), faults: [] }));
    expect(message).to.contain(`port ${String(port)} on 127.0.0.1 is in use; `);
  });
});
