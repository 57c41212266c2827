import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { after, before, describe, it } from 'mocha';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import type { IosVersion } from '../../src/virtual/iphone/identity.js';
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
const python = process.env['REZBENCH_PYMOBILEDEVICE3'] ?? '';

/** What a command of it prints; rejects when it fails. */
async function say(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await execa(python, ['-m', 'pymobiledevice3', ...words], {
    timeout: 60_000,
    env: { PYTHONWARNINGS: 'ignore', NO_COLOR: '1', ...env },
  });
  return stdout;
}

function requirePython(context: Mocha.Context): void {
  requireOrSkip(context, 'pymobiledevice3, by the Python that REZBENCH_PYMOBILEDEVICE3 names,', python !== '');
}

for (const ios of ['26.1', '27.0'] satisfies IosVersion[]) {
  (hasAddresses ? describe : describe.skip)(
    `pymobiledevice3 through a tunnel to a virtual iPhone of iOS ${ios}`,
    function () {
      this.timeout(180_000);
      const folder = temporaryFolder().path;
      const ipa = join(folder, 'Small.ipa');
      const identity = { ...identityOf(1, ios), tunnelled: true };
      let iphones: VirtualIphones;
      let rsd: readonly string[];

      before(async function () {
        requirePython(this);
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
      const ask = (command: string, ...args: readonly string[]): Promise<string> =>
        say([...command.split(' '), ...rsd, ...args]);
      const json = async (command: string): Promise<unknown> => JSON.parse(await ask(command));

      it('reads who it is and which services it has', async () => {
        const info = await json('remote rsd-info');
        expect(info).to.have.nested.property('Properties.UniqueDeviceID', identity.udid);
        expect(info).to.have.nested.property('Properties.OSVersion', ios);
        expect((info as { Services: object }).Services).to.have.property('com.apple.instruments.dtservicehub');
      });

      it('reads values without a session', async () => {
        expect(await json('lockdown info')).to.include({ ProductVersion: ios, TimeZone: 'Etc/UTC' });
      });

      // Each of its commands takes seconds to start, and what these ask is the same on all releases.
      if (ios !== '26.1') return;
      it('installs an app, lists it, and starts it by process control', async () => {
        await ask('apps install', ipa);
        const listed = await json('apps list');
        expect(listed).to.have.nested.property(`${bundleId.replaceAll('.', '\\.')}.CFBundleVersion`, '42');
        expect(await ask('developer dvt launch', bundleId)).to.match(/pid \d+/);
        const launch = phone().launches.at(-1);
        expect(await ask('developer dvt process-id-for-bundle-id', bundleId)).to.equal(String(launch?.child.pid));
        const started = join(launch?.app.container ?? '', 'Documents/launches.txt');
        expect(readFileSync(started, 'utf8')).to.equal('\n');
        await ask('apps uninstall', bundleId);
        expect(await json('apps list')).not.to.have.property(bundleId);
      });
    },
  );
}

describe('pymobiledevice3 by usbmux to a virtual iPhone of iOS 16.7', function () {
  this.timeout(180_000);
  const ipa = join(temporaryFolder().path, 'Small.ipa');
  let iphones: VirtualIphones;

  before(async function () {
    requirePython(this);
    writeSmallIpa(ipa, { version: '42' });
    iphones = await startVirtualIphones({ count: 1, iosVersion: '16.7', system: () => ({}), faults: [] });
  });
  after(async () => {
    await (iphones as VirtualIphones | undefined)?.stop();
  });

  const ask = (command: string, ...args: readonly string[]): Promise<string> =>
    say([...command.split(' '), ...args], { USBMUXD_SOCKET_ADDRESS: iphones.socketPath });
  const json = async (command: string): Promise<unknown> => JSON.parse(await ask(command));

  it('finds it, reads its values, and knows its battery', async () => {
    const known = { ProductVersion: '16.7', BuildVersion: '20H19' };
    expect(await json('usbmux list')).to.have.length(1);
    expect(await json('lockdown info')).to.include(known);
    expect(await json('diagnostics battery single')).to.include({ CurrentCapacity: 87 });
  });

  it('installs an app, lists it and removes it', async () => {
    await ask('apps install', ipa);
    expect(await json('apps list'))
      .to.have.property(bundleId)
      .that.includes({ CFBundleVersion: '42' });
    await ask('apps uninstall', bundleId);
  });
});
