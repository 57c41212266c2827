import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { buildTwinIpa, systemFor } from '../../src/virtual/app/ipa.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../../src/virtual/iphone/index.js';
import { requireOrSkip } from '../rig/requirements.js';

const bundleId = 'dev.rezbench.harness';
const tools = ['idevice_id', 'ideviceinfo', 'idevicename', 'idevicedate', 'idevicepair', 'ideviceinstaller'];
const installed = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));

/* An iPhone tool written by others must find nothing odd: apt-get install libimobiledevice-utils ideviceinstaller. */
describe('libimobiledevice', function () {
  this.timeout(120_000);
  const folder = temporaryFolder().path;
  const ipa = join(folder, 'Harness.ipa');
  let iphones: VirtualIphones | undefined;

  before(async function () {
    requireOrSkip(this, tools.join(', '), tools.every(installed));
    await buildTwinIpa(ipa, bundleId);
    iphones = await startVirtualIphones({ count: 2, system: systemFor, faults: [] });
  });

  after(async () => {
    await iphones?.stop();
  });

  /** Runs a tool against the second phone and returns what it says; rejects when it fails. */
  async function ask(tool: string, ...args: readonly string[]): Promise<string> {
    const env = { USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones?.socketPath ?? ''}` };
    const udid = iphones?.phones[1]?.identity.udid ?? '';
    const { stdout } = await execa(tool, ['-u', udid, ...args], { env, timeout: 20_000 });
    return stdout;
  }

  it('lists both phones', async () => {
    const env = { USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones?.socketPath ?? ''}` };
    const { stdout } = await execa('idevice_id', ['-l'], { env, timeout: 20_000 });
    expect(stdout.split('\n')).to.deep.equal(iphones?.phones.map(({ identity }) => identity.udid));
  });

  it('validates the pairing', async () => {
    expect(await ask('idevicepair', 'validate')).to.include('SUCCESS');
  });

  it('pairs anew', async () => {
    expect(await ask('idevicepair', 'pair')).to.include('SUCCESS');
  });

  it('reads name, values, battery and time', async () => {
    expect(await ask('idevicename')).to.equal('Virtual iPhone 2');
    expect(await ask('ideviceinfo', '-k', 'ProductVersion')).to.equal('17.5');
    expect(await ask('ideviceinfo')).to.include('UniqueDeviceID: 00009999-0000000000000002');
    expect(await ask('ideviceinfo', '-q', 'com.apple.mobile.battery')).to.include('HasBattery: true');
    const stated = Date.parse(await ask('idevicedate'));
    expect(stated).to.be.closeTo(Date.now(), 60_000);
  });

  it('is told that the name cannot be changed', async () => {
    const refused = await ask('idevicename', 'Another').then(
      () => false,
      () => true,
    );
    expect(refused).to.be.true;
    expect(await ask('idevicename')).to.equal('Virtual iPhone 2');
  });

  it('installs, lists, upgrades and removes the app', async () => {
    expect(await ask('ideviceinstaller', '-i', ipa)).to.include('Install: Complete');
    expect(await ask('ideviceinstaller', '-l')).to.include(bundleId);
    expect(await ask('ideviceinstaller', '-g', ipa)).to.include('Upgrade: Complete');
    expect(await ask('ideviceinstaller', '-U', bundleId)).to.include('Uninstall: Complete');
    expect(await ask('ideviceinstaller', '-l')).not.to.include(bundleId);
  });
});
