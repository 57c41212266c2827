import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { after, before, describe, it } from 'mocha';
import plist from 'plist';
import { stringify } from 'yaml';
import { startFakeUsbmuxd } from '../../test/fake-usbmuxd.js';
import { profileOf } from '../../test/fake-xcodebuild.js';
import { rezbench } from '../../test/rig/rezbench.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { lockPhone } from '../phone/lock.js';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import type { VirtualIphones } from '../virtual/iphone/index.js';
import { ready } from '../virtual/iphone/phone.js';
import type { PhoneState } from '../virtual/iphone/phone.js';
import type { DoctorReport } from './examine.js';

const udid = (number: number): string => `00009999-000000000000000${String(number)}`;

describe('doctor', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const ipa = join(folder.path, 'Harness.ipa');
  const lab = join(folder.path, 'lab.yaml');
  let iphones: VirtualIphones;
  let env: Record<string, string>;

  before(async () => {
    const states: PhoneState[] = [
      { ...ready, transports: ['network', 'usb'] },
      { ...ready, developerMode: false },
      { ...ready, trusts: false },
      { ...ready, locked: true, transports: ['network'] },
    ];
    iphones = await startVirtualIphones({ count: 4, system: () => ({}), faults: [], states });
    env = { USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones.socketPath}` };
    const info = plist.build({ CFBundleIdentifier: 'org.example.harness', CFBundleVersion: '7' });
    writeFileSync(
      ipa,
      zipSync({
        'Payload/Harness.app/Info.plist': strToU8(info),
        'Payload/Harness.app/embedded.mobileprovision': profileOf(new Date('2099-01-01'), [1, 2, 3, 4].map(udid)),
      }),
    );
    const devices = iphones.phones.map(({ identity, wdaUrl }, index) => ({
      name: `lab-${String(index + 1)}`,
      udid: identity.udid,
      wda: { url: wdaUrl },
    }));
    writeFileSync(lab, stringify({ version: 1, devices }));
  });
  after(async () => {
    await iphones.stop();
  });

  const ask = (...args: string[]) => rezbench(['doctor', '--lab', lab, '--app', ipa, ...args], { env });
  const todoOf = ({ phones }: DoctorReport): string[][] =>
    phones.map(({ findings }) => findings.filter(({ state }) => state === 'todo').map(({ what }) => what));

  it('finds on each phone exactly what is wrong with it', async () => {
    const done = await ask('--json');
    const report = JSON.parse(done.stdout) as DoctorReport;
    expect(todoOf(report)).to.deep.equal([[], ['Developer Mode'], ['trust'], ['unlocked']]);
    expect(report.host.filter(({ state }) => state !== 'ok')).to.deep.equal([]);
    expect(report.next).to.include({ about: 'Virtual iPhone 2', what: 'Developer Mode' });
    expect(done.exitCode).to.equal(2);
  });

  it('ends with the single next thing to do, and all is well with exit code 0', async () => {
    const one = await ask('--device', udid(1));
    expect(one.stdout).to.match(/\n\nnext: npx rezbench first-light$/);
    expect(one.stdout).to.include('lab-1 (Virtual iPhone 1)  00009999-0000000000000001  virtual iPhone');
    expect(one.exitCode).to.equal(0);
    const two = await ask('--device', udid(2));
    const last = two.stdout.split('\n\n').at(-1)?.replaceAll(/\s+/g, ' ');
    expect(last).to.match(/^next: Virtual iPhone 2, Developer Mode: Settings > Privacy & Security > /);
    expect(two.exitCode).to.equal(2);
  });

  it('asks a phone nothing that a run has', async () => {
    const release = await lockPhoneBehind(env, udid(1));
    try {
      const done = await ask('--device', udid(1), '--json');
      const [phone] = (JSON.parse(done.stdout) as DoctorReport).phones;
      expect(phone?.findings.map(({ what, state }) => `${what}: ${state}`)).to.deep.equal([
        'transport: ok',
        'in use: warning',
      ]);
      expect(done.exitCode).to.equal(0);
    } finally {
      await release();
    }
  });

  it('finds the WebDriverAgent that does not answer', async () => {
    const [first] = iphones.phones;
    const elsewhere = join(folder.path, 'elsewhere.yaml');
    const wda = { url: 'http://127.0.0.1:1' };
    writeFileSync(elsewhere, stringify({ devices: [{ name: 'a', udid: first?.identity.udid, wda }] }));
    const done = await rezbench(['doctor', '--lab', elsewhere, '--app', ipa, '--device', udid(1), '--json'], { env });
    expect(todoOf(JSON.parse(done.stdout) as DoctorReport)).to.deep.equal([['WebDriverAgent']]);
  });

  it('says that there is no phone with exit code 4, and what to do about usbmuxd', async () => {
    const done = await rezbench(['doctor', '--lab', lab, '--app', ipa, '--device', 'none'], { env });
    expect(done.exitCode).to.equal(4);
    expect(done.stdout).to.match(/next: plug in an iPhone, unlock it and tap Trust$/);
    const lost = await rezbench(['doctor', '--app', ipa], { env: { USBMUXD_SOCKET_ADDRESS: 'UNIX:/nowhere' } });
    expect(lost.exitCode).to.equal(4);
    expect(lost.stdout).to.match(/next: usbmuxd: .*USBMUXD_SOCKET_ADDRESS/);
  });

  it('has devices list the same phones, with what each lacks', async () => {
    const settings = { ...env, REZBENCH_LAB: lab, REZBENCH_APP: ipa };
    const { stdout, exitCode } = await rezbench(['devices'], { env: settings });
    const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).to.deep.equal(['udid', 'name', 'model', 'chip', 'iOS', 'transport', 'state', 'missing']);
    const common = ['virtual iPhone', 'none', '17.5 (21F79)'];
    expect(rows.slice(1)).to.deep.equal([
      [udid(1), 'lab-1', ...common, 'usb', 'ready'],
      [udid(2), 'lab-2', ...common, 'usb', 'to do', 'Developer Mode'],
      [udid(3), 'lab-3', ...common, 'usb', 'not trusted', 'trust'],
      [udid(4), 'lab-4', ...common, 'wifi', 'to do', 'unlocked'],
    ]);
    expect(exitCode).to.equal(0);
    const { stdout: json } = await rezbench(['devices', '--json'], { env: settings });
    expect(JSON.parse(json)).to.have.nested.property('[1].missing[0]', 'Developer Mode');
  });

  it('leaves out a phone of usbmuxd that does not answer', async () => {
    const usbmuxd = await startFakeUsbmuxd([{ id: 1, udid: 'A-1', connection: 'Network' }]);
    const { stdout } = await rezbench(['devices'], { env: { USBMUXD_SOCKET_ADDRESS: usbmuxd.address } });
    expect(stdout).to.match(/^No iPhone can be seen. Next: /);
  });
});

/** Holds a phone as a run does that reaches it through this usbmuxd. */
async function lockPhoneBehind(env: Readonly<Record<string, string>>, phone: string): Promise<() => Promise<void>> {
  const before = process.env['USBMUXD_SOCKET_ADDRESS'];
  process.env['USBMUXD_SOCKET_ADDRESS'] = env['USBMUXD_SOCKET_ADDRESS'];
  try {
    return await lockPhone(phone);
  } finally {
    if (before === undefined) delete process.env['USBMUXD_SOCKET_ADDRESS'];
    else process.env['USBMUXD_SOCKET_ADDRESS'] = before;
  }
}
