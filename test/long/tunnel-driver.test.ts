import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { remote } from 'webdriverio';
import { startAppium } from '../../src/phone/appium.js';
import type { Appium } from '../../src/phone/appium.js';
import { capabilitiesFor } from '../../src/phone/capabilities.js';
import { projectRoot } from '../../src/project.js';
import { whyNoTunnelLibrary } from '../../src/phone/tunnel-library.js';
import { explainAppiumLog } from '../../src/setup/wda-failures.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import type { IosVersion } from '../../src/virtual/iphone/identity.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../../src/virtual/iphone/index.js';
import { hasAddresses } from '../../src/virtual/iphone/tunnel/phone-tunnel.js';
import { noteRegistryPort } from '../../src/virtual/iphone/tunnel/registry-note.js';
import { isOnLoopback, listenersOf, tellsListeners } from '../rig/listeners.js';
import { rezbench } from '../rig/rezbench.js';
import { onlyRun, rowsOf } from '../rig/run-folder.js';
import { requireOrSkip } from '../rig/requirements.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../small-app.js';

const versions = ['18.6', '26.1', '27.0'] as const satisfies readonly IosVersion[];
const notification = 'org.example.done';

/* The driver starts WebDriverAgent itself there, and asks services that have their own addresses. */
(hasAddresses ? describe : describe.skip)('the XCUITest driver through a tunnel to a virtual iPhone', function () {
  this.timeout(180_000);
  const folder = temporaryFolder().path;
  const ipa = join(folder, 'Small.ipa');
  let iphones: VirtualIphones;
  let appium: Appium;

  before(async function () {
    requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
    writeSmallIpa(ipa, { version: '42' });
    const identities = versions.map((version, index) => ({ ...identityOf(index + 1, version), tunnelled: true }));
    iphones = await startVirtualIphones({ count: versions.length, identities, system: () => ({}), faults: [] });
    noteRegistryPort(folder, iphones.registryPort ?? 0);
    appium = await startAppium(join(folder, 'appium.log'), undefined, {
      USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones.socketPath}`,
      XDG_DATA_HOME: folder,
    });
  });
  after(async () => {
    await (appium as Appium | undefined)?.stop();
    await (iphones as VirtualIphones | undefined)?.stop();
  });

  const phoneOf = (index: number) => {
    const phone = iphones.phones[index];
    if (phone === undefined) throw new Error(`no phone ${String(index)}`);
    return phone;
  };

  async function sessionWith(index: number): Promise<WebdriverIO.Browser> {
    const { identity } = phoneOf(index);
    return remote({
      hostname: '127.0.0.1',
      port: appium.port,
      logLevel: 'silent',
      connectionRetryCount: 0,
      capabilities: await capabilitiesFor(identity),
    });
  }

  versions.forEach((version, index) => {
    it(`carries out on iOS ${version} what a run asks for`, async function () {
      const phone = await sessionWith(index);
      const ask = (command: string, args: object = {}): Promise<unknown> => phone.execute(`mobile: ${command}`, args);
      try {
        await ask('installApp', { app: ipa });
        const asked = { applicationType: 'User', returnAttributes: ['CFBundleIdentifier', 'CFBundleVersion'] };
        expect(await ask('listApps', asked))
          .to.have.property(bundleId)
          .that.includes({ CFBundleVersion: '42' });

        const data = randomBytes(1_000_000).toString('base64');
        const path = `@${bundleId}:documents/models/a/weights.bin`;
        await phone.pushFile(path, data);
        expect(await phone.pullFile(path)).to.equal(data);
        await ask('deleteFolder', { remotePath: `@${bundleId}:documents/models` });
        expect(await phone.pullFile(path).catch(String)).to.match(/OBJECT_NOT_FOUND|does not exist|ENOENT/i);

        await ask('launchApp', { bundleId, arguments: ['--post', notification] });
        expect(await ask('queryAppState', { bundleId })).to.equal(4);
        await ask('expectNotification', { name: notification, type: 'darwin', timeoutSeconds: 20 });
        expect(phoneOf(index).launches.at(-1)?.args).to.deep.equal(['--post', notification]);
        expect(await ask('terminateApp', { bundleId })).to.equal(true);
        expect(await ask('queryAppState', { bundleId })).to.equal(1);
        expect(await ask('batteryInfo')).to.include({ level: 0.8500000238418579 });
        expect(await ask('isLocked')).to.equal(false);
      } finally {
        await phone.deleteSession();
      }
      const layers = new Set(phoneOf(index).log.entries.map(({ layer, what }) => `${layer} ${what}`));
      expect([...layers]).to.include.members([
        'tunnel connect com.apple.mobile.house_arrest.shim.remote',
        'tunnel connect com.apple.streaming_zip_conduit.shim.remote',
        'zip_conduit PublicStaging/Small.ipa',
        'dtx launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:',
      ]);
      expect(
        [...layers].filter((entry) => entry.startsWith('lockdown StartService')),
        'services that were started through usbmux',
      ).to.deep.equal([]);
    });
  });

  it('opens nothing to others than this host', async function () {
    if (!tellsListeners) this.skip();
    const ports = (await listenersOf(process.pid)).filter(({ protocol }) => protocol !== 'unix');
    expect(ports.filter((listener) => !isOnLoopback(listener))).to.deep.equal([]);
  });

  /** What Appium says, and logs, of a session that does not come about. */
  const refused = (index: number): Promise<string> =>
    sessionWith(index).then(
      async (session) => {
        await session.deleteSession();
        return 'a session came about';
      },
      (error: unknown) => String(error),
    );

  it('gives no session to a phone that the registry does not list, which is explained', async () => {
    phoneOf(0).link.troubleTunnel({ kind: 'unlisted', durationMs: 600_000 });
    expect(explainAppiumLog(await refused(0))).to.match(/^the driver has no tunnel to the phone, and cannot start/);
  });

  it('gives none through a tunnel in which nothing answers, which is explained', async () => {
    phoneOf(1).link.troubleTunnel({ kind: 'dead', durationMs: 600_000 });
    expect(explainAppiumLog(await refused(1))).to.match(/^the tunnel to the phone is registered, and nothing answers/);
  });
});

(hasAddresses ? describe : describe.skip)('a run through a tunnel', function () {
  this.timeout(600_000);

  it('begins a new session when its tunnel is dead or no longer listed, and says so in its rows', async function () {
    requireOrSkip(this, "the driver's library for tunnels (docs/install.md)", whyNoTunnelLibrary() === undefined);
    const out = join(temporaryFolder().path, 'out');
    const sweep = join(projectRoot, 'test/sweeps/one-case.yaml');
    // Not listed while the first launch loads, which is lost then; dead while it loads again, which loses the launch after it.
    const faults = ['--fault', 'registry-empty@load:1:15', '--fault', 'tunnel-dead@load:2:40'];
    const ran = await rezbench(['run', sweep, '--virtual', '1', '--ios', '26.1', ...faults, '--out', out]);
    expect(ran.exitCode, ran.stderr).to.equal(0);
    const run = onlyRun(out);
    const [row] = rowsOf(join(run, 'results.csv'));
    expect(row).to.include({ status: 'ok', transport: 'tunnel', os_version: '26.1' });
    const lost = rowsOf(join(run, 'launches.csv')).filter(({ status }) => status === 'lost');
    expect(lost.map(({ reason }) => reason)).to.have.length(2);
    expect(lost[0]?.['reason']).to.match(
      /^the session lost its way to the phone \(.*registry no longer lists the phone\)$/,
    );
    expect(lost[1]?.['reason']).to.match(
      /^the session lost its way to the phone \(.*nothing answers in it \(ECONNREFUSED\)\)$/,
    );
  });
});
