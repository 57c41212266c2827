import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FakePhone } from '../../test/fake-phone.js';
import { measured, plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Event } from '../contract/events.js';
import type { Step } from '../contract/job.js';
import type { AppState } from '../phone/phone.js';
import { openSession } from '../run/session.js';
import type { Session } from '../run/session.js';
import { conduct } from './conduct.js';
import { observePhone, removeApp } from './observe-phone.js';
import { readObserved } from './observed.js';
import { firstLightLaunches as names } from './plan.js';

const on = { arm: 'a', image: 'i', tiles: [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }] };
const steps: Step[] = [
  { do: 'load', arm: 'a' },
  { do: 'measure', ...on, count: 1, minNs: 0, scope: 'predict' },
];
const images = { i: { path: 'images/i.rgb', width: 64, height: 64 } };
const launchOf = (id: string) => plannedLaunch(id, { job: { ...plannedLaunch(id).job, images, steps } });
/** A hello, a load, and a measurement. */
const events = measured([1_000_000]);

describe('first light on a phone', () => {
  let phone: FakePhone;
  let session: Session;

  beforeEach(async () => {
    phone = new FakePhone((job, self) => {
      self.write(job, events);
    });
    const plan = planOf([], []);
    const folder = writeRun(temporaryFolder().path, plan, []);
    const target = { udid: phone.udid, name: 'Fake', osVersion: '17.5' };
    session = await openSession(phone, target, { folder, plan, appBuild: 'b1' });
  });
  afterEach(() => {
    session.journal.close();
  });

  const observed = () => readObserved(session.folder, phone.udid);
  const done = { ended: 'finished', outcome: { status: 'ok' } } as const;

  it('times a launch until its hello and its announced end', async () => {
    expect(await conduct(session, launchOf(names.big))).to.deep.equal(done);
    const met = observed().met?.[names.big];
    expect(met).to.include({ waits: 1 }).and.to.include.keys('calledAtMs', 'answerMs', 'helloAtMs', 'announcedAtMs');
  });

  it('installs the app over itself before the second of the first loads only', async () => {
    const installations = () => phone.asked.filter((asked) => asked === 'install the app').length;
    await conduct(session, launchOf(names.installed[0]));
    expect(installations()).to.equal(1);
    await conduct(session, launchOf(names.installed[1]));
    expect(installations()).to.equal(2);
    expect(phone.asked.lastIndexOf('install the app')).to.be.lessThan(phone.asked.lastIndexOf('launch the app'));
    expect(observed().upgradeMs).to.be.a('number');
  });

  it('goes on with the launch when the app cannot be installed over itself, and says why', async () => {
    phone.refusals.set('install the app', 1);
    expect(await conduct(session, launchOf(names.installed[1]))).to.deep.equal(done);
    expect(observed()).to.deep.include({ troubles: { upgrade: 'no' } });
  });

  it('ends the app while it measures, without asking the phone to wait, and says what the app was meanwhile', async () => {
    let state: AppState = 'running';
    phone.appState = () => Promise.resolve(state);
    phone.terminateApp = () => {
      state = 'ended';
      return Promise.resolve();
    };
    phone.app = (job, self) => {
      state = 'running';
      self.write(job, events.slice(0, 4));
    };
    expect(await conduct(session, launchOf(names.killed))).to.deep.equal({
      ended: 'finished',
      outcome: { status: 'crashed', step: 'measure' },
    });
    expect(phone.asked).not.to.include('wait for the app');
    expect(observed()).to.deep.include({
      killedIn: 'measure',
      appStates: { before: 'ended', launched: 'running', measuring: 'running', killed: 'ended' },
    });
  });

  it('begins to listen only when it has had the hello, since Appium carries out one command after another', async () => {
    await conduct(session, launchOf(names.big));
    const met = observed().met?.[names.big];
    expect(met?.listenedFromMs).to.be.at.least(met?.helloAtMs ?? Infinity);
  });

  it('looks at the launch of the clocks until its last event, and does not listen meanwhile', async () => {
    await conduct(session, launchOf(names.clock));
    expect(phone.asked).not.to.include('wait for the app');
    const seen = observed().sightings?.map(({ event, do: step = '' }) => `${event} ${step}`.trim());
    expect(seen).to.deep.equal(['hello', 'start load', 'result load', 'start measure', 'result measure']);
  });

  it('writes down what disturbed a launch, which is then owed', async () => {
    const alert: Event = { event: 'error', tNs: 9e9, step: 1, do: 'measure', kind: 'disturbed', reason: 'an alert' };
    phone.app = (job, self) => {
      self.write(job, [...events.slice(0, 4), alert]);
    };
    expect(await conduct(session, launchOf(names.warm[0]))).to.include({ ended: 'lost' });
    expect(observed().disturbed).to.deep.equal({ [names.warm[0]]: 'an alert' });
  });

  it('removes the app where it is, and writes down which build the phone then names', async () => {
    phone.build = 'b0';
    await removeApp(phone, session.folder);
    expect(observed().removal).to.include({ build: 'b0' });
    phone.build = undefined;
    await removeApp(phone, session.folder);
    expect(observed()).to.deep.include({ removal: {}, appStates: { missing: 'ended' } });
    expect(phone.asked.filter((asked) => asked === 'remove the app')).to.have.length(1);
  });

  it('writes down what the phone cannot tell', async () => {
    phone.build = 'b1';
    phone.onWait = () => false;
    phone.refusals.set('report its lock', 1);
    await observePhone(phone, session.folder);
    expect(observed()).to.deep.include({ installedBuild: 'b1', orientation: 'PORTRAIT', troubles: { locked: 'no' } });
    expect(observed().absentNotification).to.include({ came: false });
  });
});
