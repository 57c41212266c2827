import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { execa } from 'execa';
import { after, before, describe, it } from 'mocha';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { buildTwinIpa, systemFor } from '../../src/virtual/app/ipa.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { startVirtualIphones } from '../../src/virtual/iphone/index.js';
import type { VirtualIphones } from '../../src/virtual/iphone/index.js';
import { requireOrSkip } from '../rig/requirements.js';

const bundleId = 'dev.rezbench.harness';
const tools = [
  ...['idevice_id', 'ideviceinfo', 'idevicename', 'idevicedate', 'idevicepair'],
  ...['ideviceinstaller', 'idevicecrashreport', 'idevicediagnostics'],
];

/** Subscribes to libimobiledevice's events and prints them: 1 for a phone that came, 2 for one that went. */
const watcher = `
import ctypes, ctypes.util, signal
class Event(ctypes.Structure):
    _fields_ = [("event", ctypes.c_int), ("udid", ctypes.c_char_p), ("connection", ctypes.c_int)]
@ctypes.CFUNCTYPE(None, ctypes.POINTER(Event), ctypes.c_void_p)
def report(event, _):
    print(event.contents.event, event.contents.udid.decode(), flush=True)
library = ctypes.CDLL(ctypes.util.find_library("imobiledevice-1.0"))
assert library.idevice_event_subscribe(report, None) == 0
signal.pause()
`;
import { eventually } from '../rig/eventually.js';

const installed = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));

/*
 * An iPhone tool written by others must find nothing odd: apt-get install libimobiledevice-utils ideviceinstaller
 * python3.
 */
describe('libimobiledevice', function () {
  this.timeout(120_000);
  const folder = temporaryFolder().path;
  const ipa = join(folder, 'Harness.ipa');
  let iphones: VirtualIphones | undefined;

  before(async function () {
    requireOrSkip(this, [...tools, 'python3'].join(', '), [...tools, 'python3'].every(installed));
    await buildTwinIpa(ipa, bundleId);
    const identities = [identityOf(1), identityOf(2, '16.7')];
    iphones = await startVirtualIphones({ count: 2, identities, system: systemFor, faults: [] });
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

  it('finds the battery in the IORegistry by its name, and nothing else', async () => {
    expect(await ask('idevicediagnostics', 'ioregentry', 'AppleSmartBattery')).to.include('AccumulatedSystemLoad');
    expect(await ask('idevicediagnostics', 'ioreg', 'IOPMPowerSource')).not.to.include('Temperature');
    const refused = await ask('idevicediagnostics', 'ioregentry', 'IODisplayWrangler').catch(() => 'refused');
    expect(refused).to.equal('refused');
  });

  it('sees a phone go when it is unplugged, and come back', async () => {
    const env = { USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones?.socketPath ?? ''}` };
    const [first, second] = iphones?.phones ?? [];
    const listed = async (): Promise<string[]> =>
      (await execa('idevice_id', ['-l'], { env, timeout: 20_000 })).stdout.split('\n');
    const watching = execa('python3', ['-c', watcher], { env, reject: false });
    const seen: string[] = [];
    createInterface({ input: watching.stdout }).on('line', (line) => seen.push(line));
    try {
      await eventually(() => seen.length === 2);
      first?.link.unplug(3_600_000);
      await eventually(() => seen.length === 3);
      expect(await listed()).to.deep.equal([second?.identity.udid]);
      first?.link.plugIn();
      await eventually(() => seen.length === 4);
      expect(await listed()).to.have.members([first?.identity.udid, second?.identity.udid]);
      expect(await ask('idevicename')).to.equal('Virtual iPhone 2');
    } finally {
      watching.kill();
      await watching;
    }
    const name = first?.identity.udid ?? '';
    expect(seen.slice(0, 2)).to.have.members([`1 ${name}`, `1 ${second?.identity.udid ?? ''}`]);
    expect(seen.slice(2)).to.deep.equal([`2 ${name}`, `1 ${name}`]);
  });

  it('validates the pairing', async () => {
    expect(await ask('idevicepair', 'validate')).to.include('SUCCESS');
  });

  it('pairs anew', async () => {
    expect(await ask('idevicepair', 'pair')).to.include('SUCCESS');
  });

  it('reads name, values, battery and time', async () => {
    expect(await ask('idevicename')).to.equal('Virtual iPhone 2');
    expect(await ask('ideviceinfo', '-k', 'ProductVersion')).to.equal('16.7');
    expect(await ask('ideviceinfo', '-k', 'BuildVersion')).to.equal('20H19');
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

  it('fetches the crash report of an app that memory ran out for', async () => {
    await ask('ideviceinstaller', '-i', ipa);
    const found = join(folder, 'reports');
    mkdirSync(found);
    // A report is there only after the tool has asked for it to be moved.
    iphones?.phones[1]?.leaveCrashReport(bundleId, 'jetsam');
    expect(await ask('idevicecrashreport', '-k', found)).to.match(/Copy: .*JetsamEvent-.*\.ips/);
    const [name = ''] = readdirSync(found);
    const [header = '', ...body] = readFileSync(join(found, name), 'utf8').split('\n');
    expect(JSON.parse(header)).to.include({ bug_type: '298' });
    expect(JSON.parse(body.join('\n'))).to.include({ largestProcess: 'Harness' });
    await ask('ideviceinstaller', '-U', bundleId);
  });

  it('installs, lists, upgrades and removes the app', async () => {
    expect(await ask('ideviceinstaller', '-i', ipa)).to.include('Install: Complete');
    expect(await ask('ideviceinstaller', '-l')).to.include(bundleId);
    expect(await ask('ideviceinstaller', '-g', ipa)).to.include('Upgrade: Complete');
    expect(await ask('ideviceinstaller', '-U', bundleId)).to.include('Uninstall: Complete');
    expect(await ask('ideviceinstaller', '-l')).not.to.include(bundleId);
  });
});
