import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { BatteryReading } from '../contract/battery.js';
import type { Step } from '../contract/job.js';
import type { Plan } from '../plan/plan.js';
import { settledAfter } from '../results/battery-around.js';
import { glance, restAfter, restBefore } from './rest.js';
import { closeSession, openSession } from './session.js';
import type { Session } from './session.js';

const measure = plannedLaunch('m');
const finished = { ended: 'finished', outcome: { status: 'ok' } } as const;
const degrees = (temperatureC: number): BatteryReading => ({ temperatureC });
const word = (count: number): BatteryReading => ({ temperatureC: 30, load: { sumMws: count * 900, count } });

describe('the rest between launches that measure', () => {
  let phone: FakePhone;
  let session: Session;
  const waitedMs: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    waitedMs.push(ms);
    return Promise.resolve();
  };

  async function open(battery?: Plan['battery']): Promise<void> {
    const plan = planOf([], [measure], battery === undefined ? {} : { battery });
    const folder = writeRun(temporaryFolder().path, plan, []);
    const target = { udid: 'fake-1', name: 'Fake', osVersion: '17.5' };
    session = await openSession(phone, target, { folder, plan, appBuild: 'b1' });
    phone.asked.length = 0;
  }
  const looks = (): number => phone.asked.filter((what) => what === 'tell of its battery').length;
  const told = (): (BatteryReading | undefined)[] =>
    session.journal.entries.flatMap((entry) => (entry.type === 'battery' ? [entry.reading] : []));

  beforeEach(() => {
    phone = new FakePhone();
    phone.build = 'b1';
    waitedMs.length = 0;
  });
  afterEach(() => closeSession(session));

  it('is nothing but a look at the battery, while a launch that measures is prepared, where the plan waits for nothing', async () => {
    await open();
    phone.gauge = [degrees(31)];
    await glance(session, plannedLaunch('p', { kind: 'prepare' }));
    expect(looks()).to.equal(0);
    await restBefore(session, measure, sleep);
    await glance(session, measure);
    await restAfter(session, measure, finished, sleep);
    expect([looks(), told(), waitedMs]).to.deep.equal([1, [degrees(31)], []]);
  });

  it('ends with another look after frames that went on for minutes', async () => {
    await open();
    phone.gauge = [degrees(31), degrees(38)];
    const on = { arm: 'arm', image: 'image', tiles: [], count: 1, minNs: 0 };
    const steps: Step[] = [{ do: 'measure', ...on, scope: 'predict', paceHz: 30, durationS: 600 }];
    const sustained = plannedLaunch('s', { job: { ...measure.job, steps } });
    await glance(session, sustained);
    await restAfter(session, sustained, finished, sleep);
    expect([told(), waitedMs]).to.deep.equal([[degrees(31), degrees(38)], []]);
  });

  it('lasts until the battery is as cool as the plan asks', async () => {
    await open({ coolToC: 32, coolLimitMs: 300_000 });
    phone.gauge = [36, 35, 34, 33, 31.9].map(degrees);
    await restBefore(session, measure, sleep);
    expect(told().at(-1)).to.deep.equal(degrees(31.9));
    expect(waitedMs).to.have.length(4);
  });

  it('lasts no longer than the plan has patience', async () => {
    await open({ coolToC: 32, coolLimitMs: 20_000 });
    phone.gauge = [degrees(36)];
    await restBefore(session, measure, sleep);
    expect(waitedMs.reduce((sum, ms) => sum + ms, 0)).to.equal(20_000);
  });

  it('does not wait for degrees of a phone that tells none, and does not ask a silent one again', async () => {
    await open({ coolToC: 32, coolLimitMs: 300_000, energy: true });
    phone.gauge = [{ voltageMv: 3900 }, undefined];
    await restBefore(session, measure, sleep);
    await restBefore(session, measure, sleep);
    await restAfter(session, measure, finished, sleep);
    expect(waitedMs).to.deep.equal([]);
    expect(looks()).to.be.at.most(3);
    const before = looks();
    await restBefore(session, measure, sleep);
    expect(looks()).to.equal(before);
  });

  it('does not fail where the phone refuses to tell', async () => {
    await open({ coolLimitMs: 0, energy: true });
    phone.refusals.set('tell of its battery', Infinity);
    await restBefore(session, measure, sleep);
    expect(told()).to.deep.equal([]);
  });

  it('lasts until the gauge has said enough to know what an idle phone draws, once for two launches', async () => {
    await open({ coolLimitMs: 0, energy: true });
    phone.gauge = [word(5), word(5), word(25), word(25), word(25), word(45)];
    await restBefore(session, measure, sleep);
    expect(told()).to.deep.equal([word(5), word(25), word(45)]);
    expect(settledAfter(session.journal.entries)).to.equal(true);
    const before = looks();
    await restBefore(session, measure, sleep);
    expect(looks(), 'only the look that every launch begins with').to.equal(before + 1);
  });

  it('gives up a gauge that repeats itself for ever', async () => {
    await open({ coolLimitMs: 0, energy: true });
    phone.gauge = [word(5)];
    await restAfter(session, measure, finished, sleep);
    expect(told()).to.deep.equal([word(5)]);
    expect(waitedMs.reduce((sum, ms) => sum + ms, 0)).within(90_000, 95_000);
  });

  it('is not taken after a launch that was lost', async () => {
    await open({ coolLimitMs: 0, energy: true });
    await restAfter(session, measure, { ended: 'lost', loss: { cause: 'cable', detail: '' } }, sleep);
    expect(looks()).to.equal(0);
  });
});
