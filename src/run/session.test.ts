import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { planOf, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { contractVersion } from '../contract/job.js';
import { loadsPath } from '../contract/paths.js';
import { WayLost } from '../phone/command.js';
import type { Target } from '../phone/target.js';
import type { Plan } from '../plan/plan.js';
import { exitCodes } from '../problem.js';
import { Journal, readJournal } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { closeSession, openSession } from './session.js';
import type { Session } from './session.js';

describe('a session', () => {
  const plan = planOf([], []);
  let phone: FakePhone;
  let folder: RunFolder;
  const target: Target = { udid: 'fake-1', name: 'Ann', osVersion: '26.1', osBuild: '23B85' };

  beforeEach(() => {
    phone = new FakePhone();
    folder = writeRun(temporaryFolder().path, plan, []);
    phone.files.set(
      loadsPath,
      Buffer.from(
        JSON.stringify({ v: contractVersion, osBuild: '23B85', purged: true, begun: ['cut/all'], loaded: ['net/all'] }),
      ),
    );
  });

  /** Opens a session, and closes it. */
  async function open(now: Target = target, ofPlan: Plan = plan): Promise<Session> {
    const session = await openSession(phone, now, { folder, plan: ofPlan, appBuild: 'b2' });
    await closeSession(session);
    return session;
  }
  const sessions = () =>
    readJournal(journalFile(folder, target.udid)).flatMap((entry) => (entry.type === 'session' ? [entry] : []));

  it('leaves the app alone where it is the same build, and knows what that has loaded', async () => {
    phone.build = 'b2';
    const { loads } = await open();
    expect(phone.asked).not.to.include('install the app');
    expect([loads.purged, [...loads.begun], [...loads.loaded]]).to.deep.equal([true, ['cut/all'], ['net/all']]);
    expect(sessions()[0]).to.include({ installed: false, osVersion: '26.1', osBuild: '23B85' });
  });

  for (const [what, build] of [
    ['none', undefined],
    ['another build', 'b1'],
  ] as const) {
    it(`installs the app on a phone that has ${what}, and then nothing is loaded`, async () => {
      phone.build = build;
      const { loads } = await open();
      expect(phone.asked).to.include('install the app');
      expect([loads.purged, [...loads.loaded]]).to.deep.equal([false, []]);
      expect(sessions()[0]).to.have.property('installed', true);
    });
  }

  it('asks nothing of a phone whose tunnel leads to another one', async () => {
    const clause = 'tunnel lost: the tunnel registry leads to another phone, B-2';
    const isLost = { isLost: true, clause };
    phone.route = { name: 'tunnel', dead: () => Promise.resolve(clause), trouble: () => Promise.resolve(isLost) };
    const failure: unknown = await open().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(WayLost);
    expect((failure as Error).message).to.contain(clause);
    expect(phone.asked).to.deep.equal([]);
  });

  it('installs the same build once more for a run of one installation, and only in its first session', async () => {
    phone.build = 'b2';
    const anew: Plan = { ...plan, installsAnew: true };
    const { loads } = await open(target, anew);
    expect([...loads.loaded]).to.deep.equal([]);
    await open(target, anew);
    expect(phone.asked.filter((request) => request === 'install the app')).to.have.length(1);
    expect(sessions().map(({ installed }) => installed)).to.deep.equal([true, false]);
  });

  it('installs the same build again after iOS refused to start it, since its profile may have expired', async () => {
    phone.build = 'b2';
    const loss = { cause: 'phone', detail: 'not trusted', refusal: 'untrusted' } as const;
    const at = '2026-01-01T00:00:00.000Z';
    const journal = Journal.open(journalFile(folder, target.udid));
    journal.append({ type: 'lost', at, startedAt: at, launch: 'm', loss });
    journal.close();
    await open();
    expect(phone.asked).to.include('install the app');
  });

  it('ends what an earlier session left running before it looks at what is loaded', async () => {
    phone.build = 'b2';
    await open();
    expect(phone.asked.indexOf('end the app')).to.be.within(0, phone.asked.indexOf(`give ${loadsPath}`));
  });

  it('installs it where the driver cannot say what is there', async () => {
    phone.build = 'b2';
    phone.refusals.set('list its apps', 1);
    await open();
    expect(sessions()[0]).to.have.property('installed', true);
  });

  it('takes nothing for loaded that another iOS has loaded', async () => {
    phone.build = 'b2';
    const { loads } = await open({ ...target, osBuild: '23C50' });
    expect([loads.purged, [...loads.loaded]]).to.deep.equal([false, []]);
  });

  it('takes nothing for loaded where what the app wrote down cannot be read', async () => {
    phone.build = 'b2';
    phone.files.set(loadsPath, Buffer.from('{"v":'));
    expect((await open()).loads.purged).to.equal(false);
  });

  for (const [what, now] of [
    ['version', { osVersion: '26.2', osBuild: '23C50' }],
    ['build', { osBuild: '23B90' }],
  ] as const) {
    it(`is refused to a phone whose iOS has another ${what} than earlier in the run`, async () => {
      await open();
      phone.asked.length = 0;
      const { message, exitCode } = await problemOf(() => open({ ...target, ...now }));
      expect(message).to.match(
        /^Ann has iOS 26\.\d \(23\w+\) and had 26\.1 \(23B85\) earlier in this run; start a new run/,
      );
      expect(exitCode).to.equal(exitCodes.missing);
      expect(phone.asked).to.deep.equal([]);
      expect(sessions()).to.have.length(1);
    });
  }

  it('is not refused where a build is not known', async () => {
    await open({ udid: target.udid, name: target.name, osVersion: '26.1' });
    await open();
    expect(sessions()).to.have.length(2);
  });
});
