import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { after, before, describe, it } from 'mocha';
import plist from 'plist';
import { rezbench } from '../../test/rig/rezbench.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { profileOf } from '../../test/fake-xcodebuild.js';
import { problemOf } from '../../test/rig/problem.js';
import type { DoctorReport } from '../doctor/examine.js';
import { readLab } from '../plan/lab.js';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import type { VirtualIphones } from '../virtual/iphone/index.js';
import { ready } from '../virtual/iphone/phone.js';
import { updateLab } from './lab-file.js';

const first = '00009999-0000000000000001';
const second = '00009999-0000000000000002';
const third = '00009999-0000000000000003';
/** On Linux nothing starts WebDriverAgent on iOS 17; a Mac's Xcode does. */
const started = process.platform === 'darwin' ? [] : ['WebDriverAgent'];

describe('setup', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const lab = join(folder.path, 'lab.yaml');
  const ipa = join(folder.path, 'Harness.ipa');
  let iphones: VirtualIphones;

  before(async () => {
    const states = [
      ready,
      { ...ready, developerMode: false, locked: true, freeBytes: 1e9 },
      { ...ready, trusts: false },
    ];
    iphones = await startVirtualIphones({ count: 3, system: () => ({}), faults: [], states });
    const info = plist.build({ CFBundleIdentifier: 'org.example.harness', CFBundleVersion: '1' });
    writeFileSync(
      ipa,
      zipSync({
        'Payload/Harness.app/Info.plist': strToU8(info),
        'Payload/Harness.app/embedded.mobileprovision': profileOf(new Date('2099-01-01T00:00:00Z'), [first]),
      }),
    );
  });
  after(async () => {
    await iphones.stop();
  });

  const setup = (...args: string[]) =>
    rezbench(['setup', '--lab', lab, '--app', ipa, ...args], {
      env: { USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones.socketPath}` },
    });

  it('lists for each phone what is to do', async () => {
    const done = await setup('--json', '--team', 'ABCDE12345', '--bundle-id', 'org.example.harness');
    const { phones, next } = JSON.parse(done.stdout) as DoctorReport;
    const todo = phones.map(({ findings }) => findings.filter(({ state }) => state === 'todo').map(({ what }) => what));
    expect(todo).to.deep.equal([
      [...started],
      ['Developer Mode', 'unlocked', 'free space', 'profile', ...started],
      ['trust', 'profile', ...started],
    ]);
    expect(next.about).to.equal('Virtual iPhone 1');
    expect(done.exitCode).to.equal(2);
    // A phone that does not trust this computer does not belong to the lab yet.
    expect(readLab(lab).devices.map(({ udid, model }) => [udid, model])).to.deep.equal([
      [first, 'iPhone99,1'],
      [second, 'iPhone99,1'],
    ]);
    expect(readLab(lab).signing?.team).to.equal('ABCDE12345');
  });

  it('changes nothing the second time', async () => {
    const before = readFileSync(lab, 'utf8');
    const done = await setup();
    expect(readFileSync(lab, 'utf8')).to.equal(before);
    expect(done.stderr).to.include('nothing to add');
    expect(done.stdout).to.match(
      /Virtual iPhone 2 .*\n(.*\n)*Developer Mode +to do +off: Settings > Privacy & Security/,
    );
  });

  it('says that no phone is attached', async () => {
    const none = join(folder.path, 'none.yaml');
    const done = await rezbench(['setup', '--lab', none], { env: { USBMUXD_SOCKET_ADDRESS: 'UNIX:/nowhere' } });
    expect(done.stderr).to.include('no iPhone is attached; plug one in');
    expect(done.exitCode).to.equal(4);
  });

  describe("the driver's scripts", () => {
    const home = join(folder.path, 'home');
    const driver = join(home, 'node_modules/appium-xcuitest-driver');
    before(() => {
      mkdirSync(driver, { recursive: true });
      const name = 'appium-xcuitest-driver';
      writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'home', dependencies: { [name]: '12.13.1' } }));
      const appium = {
        driverName: 'xcuitest',
        automationName: 'XCUITest',
        platformNames: ['iOS'],
        mainClass: 'Driver',
        scripts: { 'sign-wda': './script.mjs' },
      };
      const manifest = { name, version: '12.13.1', main: 'main.js', peerDependencies: { appium: '^3.0.0' }, appium };
      writeFileSync(join(driver, 'package.json'), JSON.stringify(manifest));
      writeFileSync(join(driver, 'main.js'), '');
    });

    const sign = (script: string) => {
      writeFileSync(join(driver, 'script.mjs'), script);
      return rezbench(['setup', '--lab', lab, '--app', ipa, '--wda', 'sign-wda', '--', '--wda-path', 'W.app'], {
        env: { APPIUM_HOME: home, USBMUXD_SOCKET_ADDRESS: `UNIX:${iphones.socketPath}` },
      });
    };

    it('get their arguments, and their output is shown', async () => {
      const done = await sign('console.log("signing " + process.argv.slice(2).join(" "))');
      expect(done.stderr).to.include('signing --wda-path W.app');
      expect(done.exitCode).to.equal(2);
    });

    it('that fail are explained', async () => {
      const done = await sign('console.error("W.app: errSecInternalComponent"); process.exit(1)');
      expect(done.stderr).to.match(/the XCUITest driver's sign-wda failed: codesign cannot use.*unlock-keychain/);
      expect(done.exitCode).to.equal(2);
    });
  });
});

describe('the lab file', () => {
  const folder = temporaryFolder();
  const lab = join(folder.path, 'lab.yaml');
  const phone = (udid: string) => ({ udid, name: `phone ${udid}`, model: 'iPhone15,2' });

  const labs: Readonly<Record<string, string>> = {
    'with comments and fields': `# ours
devices: # all of them
  # the old one
  - name: lab-1 # on the shelf
    udid: ${first}
    required: false
    wda: {url: "http://10.0.0.1:8100"}
# the end
`,
    'with lists at the margin': `devices:\n- udid: ${first}\n  name: 'lab-1'\n`,
    'with lists in brackets': `devices: [{name: lab-1, udid: ${first}}] # short\n`,
    'without a phone': '# only who signs\nsigning: {team: ZZZZZ99999, bundle_id: org.own}\n',
  };
  const splitWords = (text: string): string[] => text.match(/[^\s{}[\]]+/g) ?? [];
  for (const [what, text] of Object.entries(labs)) {
    it(`${what} keeps what was in it, in the same order`, () => {
      writeFileSync(lab, text);
      const signing = { team: 'ABCDE12345', bundle_id: 'org.example' };
      expect(updateLab(lab, [phone(first), phone(second)], signing)).to.be.true;
      const now = readFileSync(lab, 'utf8');
      let from = 0;
      for (const word of splitWords(text)) {
        const at = now.indexOf(word, from);
        expect(at, `${word} in:\n${now}`).to.be.at.least(from);
        from = at + word.length;
      }
      expect(readLab(lab).devices.map(({ udid }) => udid)).to.have.members([first, second]);
      expect(readLab(lab).signing?.team).to.equal(text.includes('ZZZZZ') ? 'ZZZZZ99999' : 'ABCDE12345');
      expect(updateLab(lab, [phone(first), phone(second)], signing)).to.be.false;
    });
  }

  it('is not changed when it is not a lab file', async () => {
    for (const text of ['devices: [', 'phones: []', 'devices: 3']) {
      writeFileSync(lab, text);
      const { message } = await problemOf(() => updateLab(lab, [phone(third)], undefined));
      expect(message).to.include('lab.yaml:1: ');
      expect(readFileSync(lab, 'utf8')).to.equal(text);
    }
  });
});
