import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { profileOf } from '../../../test/fake-xcodebuild.js';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { bundleId, writeSmallIpa } from '../../../test/small-app.js';
import { SignatureRefused } from './apps.js';
import type { InstalledApp } from './apps.js';
import { parseFault } from './faults.js';
import type { RequestedFault } from './faults.js';
import { identityOf } from './identity.js';
import { makePhone } from './phone.js';
import type { Phone } from './phone.js';
import { eventually } from '../../../test/rig/eventually.js';

const today = Date.now();
const dayMs = 24 * 3600_000;
const { udid } = identityOf(1);

describe('what a virtual iPhone keeps', function () {
  this.timeout(30_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let ipa: string;
  let phone: Phone;

  beforeEach(() => {
    folder = temporaryFolder();
    ipa = join(folder.path, 'Small.ipa');
    phone = newPhone();
  });
  afterEach(async () => {
    phone.link.close();
    phone.screen.close();
    await phone.processes.terminateAll();
  });

  const newPhone = (faults: readonly RequestedFault[] = []): Phone =>
    makePhone({
      identity: identityOf(1),
      root: join(folder.path, 'phone'),
      systemFor: ({ osBuild }) => ({ OS_BUILD: osBuild }),
      faults,
      launchMs: 0,
    });

  function install(version: string): InstalledApp {
    writeSmallIpa(ipa, { version });
    return phone.apps.install(ipa);
  }

  const cacheOf = ({ container }: InstalledApp): string =>
    join(container, 'Library', 'Caches', bundleId, 'com.apple.e5rt.e5bundlecache');

  /** What Core ML leaves when the app has loaded a model. */
  function specialize(app: InstalledApp): void {
    mkdirSync(join(cacheOf(app), '21F79'), { recursive: true });
    writeFileSync(join(cacheOf(app), '21F79', 'model'), '');
    writeFileSync(join(app.container, 'Documents', 'kept'), '');
  }

  it('of an app that is upgraded: its container, but neither its bundle nor what was specialized for it', () => {
    const former = install('1');
    specialize(former);
    const upgraded = install('2');
    expect(upgraded.container).to.equal(former.container);
    expect(dirname(upgraded.executable)).not.to.equal(dirname(former.executable));
    expect(dirname(upgraded.executable)).to.contain(`/${upgraded.installation}/`);
    expect(existsSync(former.executable)).to.equal(false);
    expect(readdirSync(cacheOf(upgraded))).to.deep.equal([]);
    expect(existsSync(join(upgraded.container, 'Documents', 'kept'))).to.equal(true);
  });

  it('of an app that is installed in the same build again: as little', () => {
    const former = install('1');
    specialize(former);
    expect(install('1').installation).not.to.equal(former.installation);
    expect(readdirSync(cacheOf(former))).to.deep.equal([]);
  });

  it('of an app that was removed: nothing', () => {
    const former = install('1');
    specialize(former);
    phone.apps.uninstall(bundleId);
    expect(existsSync(former.container)).to.equal(false);
    expect(install('1').container).not.to.equal(former.container);
  });

  it('over an update of iOS: apps and their containers, but not what was specialized, nor what runs', async () => {
    const app = install('1');
    specialize(app);
    const launch = phone.processes.launch(app, [], {});
    const gone: string[] = [];
    phone.link.on('away', () => gone.push('phone')).on('wdaEnded', () => gone.push('wda'));
    await phone.update('26.1');
    expect(gone).to.have.members(['phone', 'wda']);
    expect(phone.identity).to.include({ udid, osVersion: '26.1', osBuild: '23B85' });
    expect(launch?.child.signalCode).to.equal('SIGKILL');
    expect(phone.apps.get(bundleId)).to.equal(app);
    expect(readdirSync(cacheOf(app))).to.deep.equal([]);
    expect(existsSync(join(app.container, 'Documents', 'kept'))).to.equal(true);
    expect(phone.processes.system).to.deep.equal({ OS_BUILD: '23B85' });
  });

  for (const { what, profile, isRefused } of [
    { what: 'for this phone', profile: () => profileOf(new Date(today + dayMs), ['other', udid]), isRefused: false },
    { what: 'for another phone', profile: () => profileOf(new Date(today + dayMs), ['other']), isRefused: true },
    { what: 'until yesterday', profile: () => profileOf(new Date(today - dayMs), [udid]), isRefused: true },
    { what: 'by nobody', profile: () => undefined, isRefused: false },
  ]) {
    it(`${isRefused ? 'not: an app' : 'also: an app that was'} signed ${what}`, () => {
      const signed = profile();
      writeSmallIpa(ipa, signed === undefined ? {} : { profile: signed });
      const verify = (): void => {
        phone.apps.verify(phone.apps.unpack(ipa), udid);
      };
      if (isRefused) expect(verify).to.throw(SignatureRefused, '0xe8008015');
      else verify();
    });
  }

  describe('when an app dies', () => {
    /** The report that is left of a launch with this fault, once the app is gone. */
    async function reportOf(text: string): Promise<{ name: string; header: unknown; body: unknown }> {
      const fault = parseFault(text);
      phone = newPhone([fault]);
      const child = phone.processes.launch(install('7'), ['--job', 'jobs/one.json'], {})?.child;
      await eventually(() => fault.hasStruck && child?.signalCode === 'SIGKILL');
      expect(readdirSync(phone.crashReports.folder)).to.deep.equal([]);
      phone.crashReports.move();
      const [name = '', ...more] = readdirSync(phone.crashReports.folder);
      expect(more).to.deep.equal([]);
      const [header = '', ...body] = readFileSync(join(phone.crashReports.folder, name), 'utf8').split('\n');
      return { name, header: JSON.parse(header), body: JSON.parse(body.join('\n')) };
    }

    it('since memory ran out: which process was over its limit', async () => {
      const { name, header, body } = await reportOf('jetsam');
      expect(name).to.match(/^JetsamEvent-\d{4}-\d\d-\d\d-\d{6}\.ips$/);
      expect(header).to.include({ bug_type: '298', os_version: 'iPhone OS 17.5 (21F79)' });
      const { processes } = body as { processes: { name: string; reason?: string; pid: number }[] };
      expect(processes.filter(({ reason }) => reason !== undefined)).to.have.length(1);
      expect(processes.find(({ reason }) => reason === 'per-process-limit')).to.include({
        name: 'Small',
        pid: phone.processes.launched[0]?.child.pid,
      });
    });

    it('since it ran out of memory by itself', async () => {
      phone = newPhone();
      phone.processes.launch(install('7'), ['--end', '137'], {});
      const reports = join(folder.path, 'phone', 'CrashReporter.fresh');
      await eventually(() => existsSync(reports) && readdirSync(reports).length > 0);
      expect(readdirSync(reports)[0]).to.match(/^JetsamEvent-/);
    });

    it('since the watchdog ended it: 0x8badf00d', async () => {
      const { name, header, body } = await reportOf('watchdog');
      expect(name).to.match(/^Small-/);
      expect(header).to.include({ bug_type: '309', bundleID: bundleId, build_version: '7' });
      const { termination } = body as { termination: { code: number; namespace: string } };
      expect(termination).to.include({ code: 0x8badf00d, namespace: 'FRONTBOARD' });
    });

    it('since it has a bug: the exception', async () => {
      const { header, body } = await reportOf('crash');
      expect(header).to.include({ bug_type: '309', app_name: 'Small' });
      expect(body).to.deep.include({ pid: phone.processes.launched[0]?.child.pid });
      expect((body as { exception: object }).exception).to.include({ type: 'EXC_BREAKPOINT', signal: 'SIGTRAP' });
    });
  });
});
