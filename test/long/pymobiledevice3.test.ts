import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { after, before, describe, it } from 'mocha';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphone, VirtualIphones } from '../../src/virtual/iphone/index.js';
import { hasAddresses } from '../../src/virtual/iphone/tunnel/phone-tunnel.js';
import type { TunnelEntry } from '../../src/virtual/iphone/tunnel/registry.js';
import { requireOrSkip } from '../rig/requirements.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../small-app.js';

/*
 * Written by others for tunnels to real iPhones, and not by those of the driver. REZBENCH_PYMOBILEDEVICE3 names the Python that
 * has it: python3 -m venv FOLDER && FOLDER/bin/pip install pymobiledevice3==11.45.0
 */
(hasAddresses ? describe : describe.skip)('pymobiledevice3 through a tunnel to a virtual iPhone', function () {
  this.timeout(180_000);
  const python = process.env['REZBENCH_PYMOBILEDEVICE3'] ?? '';
  const folder = temporaryFolder().path;
  const ipa = join(folder, 'Small.ipa');
  const identity = { ...identityOf(1, '26.1'), tunnelled: true };
  let iphones: VirtualIphones;
  let rsd: readonly string[];

  before(async function () {
    requireOrSkip(this, 'pymobiledevice3, by the Python that REZBENCH_PYMOBILEDEVICE3 names,', python !== '');
    writeSmallIpa(ipa, { version: '42' });
    iphones = await startVirtualIphones({ count: 1, identities: [identity], system: () => ({}), faults: [] });
    const url = `http://127.0.0.1:${String(iphones.registryPort)}/remotexpc/tunnels/${identity.udid}`;
    const { address, rsdPort } = (await (await fetch(url)).json()) as TunnelEntry;
    rsd = ['--rsd', address, String(rsdPort)];
  });
  after(async () => {
    await (iphones as VirtualIphones | undefined)?.stop();
  });

  const phone = (): VirtualIphone => {
    const [first] = iphones.phones;
    if (first === undefined) throw new Error('no phone');
    return first;
  };

  /** What it prints; rejects when it fails. */
  async function ask(command: string, ...args: readonly string[]): Promise<string> {
    const words = ['-m', 'pymobiledevice3', ...command.split(' '), ...rsd, ...args];
    const { stdout } = await execa(python, words, {
      timeout: 60_000,
      env: { PYTHONWARNINGS: 'ignore', NO_COLOR: '1' },
    });
    return stdout;
  }
  const json = async (command: string): Promise<unknown> => JSON.parse(await ask(command));

  it('reads who it is and which services it has', async () => {
    const info = await json('remote rsd-info');
    expect(info).to.have.nested.property('Properties.UniqueDeviceID', identity.udid);
    expect(info).to.have.nested.property('Properties.OSVersion', '26.1');
    expect((info as { Services: object }).Services).to.have.property('com.apple.instruments.dtservicehub');
  });

  it('reads values without a session', async () => {
    expect(await json('lockdown info')).to.include({ ProductVersion: '26.1', TimeZone: 'Etc/UTC' });
  });

  it('installs an app, lists it, and starts it by process control', async () => {
    await ask('apps install', ipa);
    expect(await json('apps list')).to.have.nested.property(`${bundleId.replaceAll('.', '\\.')}.CFBundleVersion`, '42');
    expect(await ask('developer dvt launch', bundleId)).to.match(/pid \d+/);
    const launch = phone().launches.at(-1);
    expect(await ask('developer dvt process-id-for-bundle-id', bundleId)).to.equal(String(launch?.child.pid));
    const started = join(launch?.app.container ?? '', 'Documents/launches.txt');
    expect(readFileSync(started, 'utf8')).to.equal('\n');
    await ask('apps uninstall', bundleId);
    expect(await json('apps list')).not.to.have.property(bundleId);
  });
});
