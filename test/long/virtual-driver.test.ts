import { join } from 'node:path';
import { expect } from 'chai';
import getPort from 'get-port';
import { after, before, describe, it } from 'mocha';
import { remote } from 'webdriverio';
import { startAppium } from '../../src/phone/appium.js';
import type { Appium } from '../../src/phone/appium.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../../src/virtual/iphone/index.js';
import type { IosVersion } from '../../src/virtual/iphone/identity.js';
import { isOnLoopback, listenersOf, tellsListeners } from '../rig/listeners.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../small-app.js';

const variable = 'USBMUXD_SOCKET_ADDRESS';
const notification = 'org.example.done';

/* The driver, which is written for real iPhones, must get along with the virtual one, on both sides of iOS 18. */
describe('the XCUITest driver on a virtual iPhone', function () {
  this.timeout(180_000);
  const folder = temporaryFolder().path;
  const ipa = join(folder, 'Small.ipa');
  const address = process.env[variable];

  before(() => {
    writeSmallIpa(ipa, { version: '42' });
  });
  after(() => {
    if (address === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = address;
  });

  for (const iosVersion of ['16.7', '17.5', '26.1'] satisfies IosVersion[]) {
    describe(`with iOS ${iosVersion}`, () => {
      let iphones: VirtualIphones;
      let appium: Appium;
      let phone: WebdriverIO.Browser;
      let filmPort: number;

      before(async () => {
        iphones = await startVirtualIphones({ count: 1, iosVersion, system: () => ({}), faults: [] });
        process.env[variable] = `UNIX:${iphones.socketPath}`;
        appium = await startAppium(join(folder, `appium-${iosVersion}.log`));
        filmPort = await getPort();
        const [{ identity, wdaUrl } = { identity: undefined, wdaUrl: '' }] = iphones.phones;
        phone = await remote({
          hostname: '127.0.0.1',
          port: appium.port,
          logLevel: 'silent',
          capabilities: {
            platformName: 'iOS',
            'appium:automationName': 'XCUITest',
            'appium:udid': identity?.udid ?? '',
            'appium:platformVersion': iosVersion,
            'appium:webDriverAgentUrl': wdaUrl ?? '',
            'appium:noReset': true,
            'appium:skipLogCapture': true,
            'appium:mjpegServerPort': filmPort,
            'wdio:enforceWebDriverClassic': true,
          },
        });
      });
      after(async () => {
        await phone.deleteSession();
        await appium.stop();
        await iphones.stop();
      });

      const ask = (command: string, args: object = {}): Promise<unknown> => phone.execute(`mobile: ${command}`, args);
      const refusal = (asked: Promise<unknown>): Promise<string> =>
        asked.then(
          () => 'not refused',
          (error: unknown) => String(error),
        );

      it('installs an app and finds out its build', async () => {
        await ask('installApp', { app: ipa });
        const asked = { applicationType: 'User', returnAttributes: ['CFBundleIdentifier', 'CFBundleVersion'] };
        expect(await ask('listApps', asked))
          .to.have.property(bundleId)
          .that.includes({ CFBundleVersion: '42' });
        expect(await ask('isAppInstalled', { bundleId })).to.equal(true);
      });

      it('launches it, sees its state, and waits for a notification', async () => {
        await ask('launchApp', { bundleId, arguments: ['--post', notification] });
        expect(await ask('queryAppState', { bundleId })).to.equal(4);
        await ask('expectNotification', { name: notification, type: 'darwin', timeoutSeconds: 20 });
        const missed = ask('expectNotification', { name: 'org.example.none', type: 'darwin', timeoutSeconds: 0.2 });
        expect(await refusal(missed)).to.match(/Did not receive any expected org\.example\.none notifications/);
        expect(await ask('terminateApp', { bundleId })).to.equal(true);
        expect(await ask('queryAppState', { bundleId })).to.equal(1);
      });

      it('forwards a port of the phone, which is there for this host alone', async function () {
        if (!tellsListeners) this.skip();
        const ports = (await listenersOf(process.pid)).filter(({ protocol }) => protocol !== 'unix');
        expect(ports.map(({ port }) => port)).to.include.members([filmPort, appium.port]);
        expect(ports.filter((listener) => !isOnLoopback(listener))).to.deep.equal([]);
      });

      it('tells what the phone is like', async () => {
        expect(await ask('isLocked')).to.equal(false);
        // In steps of 5 % from iOS 17 on.
        const level = iosVersion === '16.7' ? 0.8700000047683716 : 0.8500000238418579;
        expect(await ask('batteryInfo')).to.include({ level });
        expect(await ask('deviceInfo')).to.include({ model: 'iPhone', isSimulator: false });
        expect(await phone.getOrientation()).to.equal('PORTRAIT');
      });

      it('passes on why a launch is refused', async () => {
        iphones.phones[0]?.screen.lock();
        expect(await ask('isLocked')).to.equal(true);
        expect(await refusal(ask('launchApp', { bundleId }))).to.match(/FBSOpenApplicationErrorDomain Code=7.*Locked/);
        iphones.phones[0]?.screen.unlock();
        expect(await refusal(ask('launchApp', { bundleId: 'org.none' }))).to.match(/NotFound/);
      });
    });
  }
});
