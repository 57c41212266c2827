import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { measured, plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Event, Loads } from '../contract/events.js';
import { contractVersion, loadKey, modelArmsOf } from '../contract/job.js';
import type { ComputeUnits, Job } from '../contract/job.js';
import { loadsPath } from '../contract/paths.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { runInOrder } from './on-demand.js';
import { closeSession, openSession } from './session.js';
import type { Session } from './session.js';

const build = 'b1';

/** A launch of one pair that loads, and does no more. */
function launch(id: string, kind: PlannedLaunch['kind'], computeUnits: ComputeUnits = 'all'): PlannedLaunch {
  const planned = plannedLaunch(id, { kind, computeUnits });
  const { job } = planned;
  const arms = Object.fromEntries(modelArmsOf(job).map((arm) => ['a', { ...arm, computeUnits }]));
  const steps: Job['steps'] = kind === 'purge' ? [{ do: 'purge' }] : [{ do: 'load', arm: 'a' }];
  return { ...planned, job: { ...job, arms: kind === 'purge' ? {} : arms, steps } };
}

describe('what comes before a launch', () => {
  const units = ['all', 'cpuOnly'] as const;
  const prepares = units.map((unit) => launch(`prepare-net-${unit}`, 'prepare', unit));
  const measures = units.map((unit) => launch(`measure-net-${unit}`, 'measure', unit));
  const [prepareAll, prepareCpu] = prepares as [PlannedLaunch, PlannedLaunch];
  const [measureAll, measureCpu] = measures as [PlannedLaunch, PlannedLaunch];
  const plan = planOf([], [...prepares, ...measures], {
    purge: launch('purge', 'purge'),
    primes: units.map((unit) => launch(`prime-net-${unit}`, 'prime', unit)),
  });
  let phone: FakePhone;
  let session: Session;
  let folder: ReturnType<typeof temporaryFolder>;

  const [hello] = measured([1]) as [Event];
  /** The app as it keeps its loads.json. */
  let loads: Pick<Loads, 'purged' | 'begun' | 'loaded'>;
  const carriesOut = (job: Job, self: FakePhone): void => {
    const [step] = job.steps;
    const begun: Event = { event: 'start', tNs: 2, step: 0, do: step?.do ?? '' };
    const at = { event: 'result', tNs: 3, step: 0 } as const;
    const memory = { footprintBytes: 1, footprintPeakBytes: 1 };
    if (step?.do === 'purge') {
      loads = { purged: true, begun: [], loaded: [] };
      self.write(job, [hello, begun, { ...at, do: 'purge', existed: true }]);
    } else {
      const keys = Object.values(job.arms).map(loadKey);
      loads.begun = loads.begun.filter((key) => !keys.includes(key));
      loads.loaded.push(...keys);
      self.write(job, [hello, begun, { ...at, do: 'load', loadNs: 1, procedure: 'prepared', notes: [], ...memory }]);
    }
    self.files.set(loadsPath, Buffer.from(JSON.stringify({ v: contractVersion, osBuild: '21F79', ...loads })));
  };

  /** Lets the phone go and takes it again. */
  async function reopen(): Promise<void> {
    session.journal.close();
    session = await openSession(phone, target, { folder: session.folder, plan, appBuild: build });
    phone.launches.length = 0;
  }
  const target = { udid: 'fake-1', name: 'Fake', osVersion: '17.5', osBuild: '21F79' };

  beforeEach(async () => {
    folder = temporaryFolder();
    loads = { purged: false, begun: [], loaded: [] };
    phone = new FakePhone(carriesOut);
    phone.build = build;
    session = await openSession(phone, target, { folder: writeRun(folder.path, plan, []), plan, appBuild: build });
  });
  afterEach(() => closeSession(session));

  /** Carries launches out and says what the phone launched, without the run's name and the attempt's number. */
  async function launched(...planned: readonly PlannedLaunch[]): Promise<string[]> {
    phone.launches.length = 0;
    for (const next of planned) await runInOrder(session, next);
    return phone.launches.map((name) => name.split('.').slice(1, -1).join('.'));
  }

  it('is one purge before the first prepare, and none before the next', async () => {
    expect(await launched(prepareAll, prepareCpu)).to.deep.equal(['purge-1', 'prepare-net-all', 'prepare-net-cpuOnly']);
  });

  it('is nothing before a measure of a pair that was prepared', async () => {
    await launched(prepareAll);
    expect(await launched(measureAll, measureAll)).to.deep.equal(['measure-net-all', 'measure-net-all']);
  });

  it('is a prime of its pair before a measure of one that was not', async () => {
    await launched(prepareAll);
    expect(await launched(measureCpu, measureCpu)).to.deep.equal([
      'prime-net-cpuOnly-1',
      'measure-net-cpuOnly',
      'measure-net-cpuOnly',
    ]);
  });

  it('is another purge before a prepare that was lost after its load, and then all pairs are primed again', async () => {
    await launched(prepareAll, prepareCpu);
    expect(await launched(prepareCpu, measureAll)).to.deep.equal([
      'purge-2',
      'prepare-net-cpuOnly',
      'prime-net-all-1',
      'measure-net-all',
    ]);
  });

  it('is nothing in the next session on the same installation, and all of it again after a new one', async () => {
    await launched(prepareAll, prepareCpu);
    await reopen();
    expect(await launched(measureAll)).to.deep.equal(['measure-net-all']);
    phone.build = 'another';
    await reopen();
    expect(await launched(measureAll)).to.deep.equal(['prime-net-all-1', 'measure-net-all']);
  });

  it('is a prime of a pair whose load was cut off, also by another run', async () => {
    await launched(prepareAll, prepareCpu);
    const [key = ''] = Object.values(measureAll.job.arms).map(loadKey);
    loads = { ...loads, begun: [key], loaded: loads.loaded.filter((other) => other !== key) };
    phone.files.set(loadsPath, Buffer.from(JSON.stringify({ v: contractVersion, osBuild: '21F79', ...loads })));
    await reopen();
    expect(await launched(measureCpu, measureAll)).to.deep.equal([
      'measure-net-cpuOnly',
      'prime-net-all-1',
      'measure-net-all',
    ]);
  });

  it('is a prime of a pair whose load was cut off in this session', async () => {
    await launched(prepareAll);
    phone.app = (job, self) => {
      self.write(job, [hello, { event: 'start', tNs: 2, step: 0, do: 'load' }]);
    };
    phone.refusals.set('give its crash reports', 1);
    await launched(measureAll);
    phone.app = carriesOut;
    expect(await launched(measureAll)).to.deep.equal(['prime-net-all-1', 'measure-net-all']);
  });

  it('keeps a launch from being begun when it is lost', async () => {
    phone.app = () => {
      phone.loss = { cause: 'cable', detail: 'gone' };
      phone.refusals.set('wait for the app', 1);
      phone.refusals.set(`give out/${session.folder.id}.prime-net-all-1.1/events.jsonl`, 1);
    };
    expect(await runInOrder(session, measureAll)).to.have.property('ended', 'lost');
    expect(session.journal.begun).to.deep.equal(['prime-net-all-1']);
    phone.app = carriesOut;
    phone.loss = undefined;
    expect(await launched(measureAll)).to.deep.equal(['prime-net-all-2', 'measure-net-all']);
  });

  it('is tried once more when its app dies', async () => {
    phone.refusals.set('give its crash reports', 1);
    phone.app = (job, self) => {
      self.write(job, [hello, { event: 'start', tNs: 2, step: 0, do: 'purge' }]);
      self.app = carriesOut;
    };
    expect(await launched(prepareAll)).to.deep.equal(['purge-1', 'purge-2', 'prepare-net-all']);
    expect(session.loads.purged).to.equal(true);
  });

  it('is not tried over and over when the app cannot do it', async () => {
    phone.refusals.set('give its crash reports', 1);
    phone.app = (job, self) => {
      if (job.launch.includes('prime')) self.write(job, [hello, { event: 'start', tNs: 2, step: 0, do: 'load' }]);
      else carriesOut(job, self);
    };
    expect(await launched(measureAll, measureAll)).to.deep.equal([
      'prime-net-all-1',
      'prime-net-all-2',
      'measure-net-all',
      'measure-net-all',
    ]);
  });
});
