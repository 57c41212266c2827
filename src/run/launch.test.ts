import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { FakePhone } from '../../test/fake-phone.js';
import { measured, plannedLaunch, planOf, writeRun } from '../../test/hand-made-run.js';
import type { Event } from '../contract/events.js';
import type { Job } from '../contract/job.js';
import { eventsPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import { readJournal } from '../results/journal.js';
import { journalFile, rawOutputFile } from '../results/run-folder.js';
import { runLaunch } from './launch.js';
import { openSession } from './session.js';
import type { Session } from './session.js';

describe('an attempt at a launch', () => {
  const steps = [{ do: 'load', arm: 'a', procedure: 'prepared' }, { do: 'sentinel' }] as const;
  const launch = plannedLaunch('m', { job: { ...plannedLaunch('m').job, steps: [...steps] } });
  const anchor = { ...launch, id: 'anchor' };
  const plan = planOf([], [launch], { limits: { helloMs: 50, stallMs: 1000 } });
  let folder: ReturnType<typeof temporaryFolder>;
  let phone: FakePhone;
  let session: Session;

  beforeEach(async () => {
    folder = temporaryFolder();
    phone = new FakePhone((job, self) => {
      self.write(job, measured([1_000_000]));
    });
    const target = { udid: phone.udid, name: 'Fake', osVersion: '17.5' };
    session = await openSession(phone, target, { folder: writeRun(folder.path, plan, []), plan, appBuild: 'b1' });
  });
  afterEach(() => {
    session.journal.close();
  });

  const journal = () =>
    readJournal(journalFile(session.folder, phone.udid)).flatMap((entry) =>
      entry.type === 'session' ? [] : [{ ...entry, at: '', ...('startedAt' in entry && { startedAt: '' }) }],
    );
  const started = { type: 'started', at: '', launch: 'm' };
  const finished = { type: 'finished', at: '', startedAt: '', launch: 'm' };

  it('is finished when the app went through its steps, and its events are kept', async () => {
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
    const events = `journal/${phone.udid}/m.jsonl`;
    expect(journal()).to.deep.equal([started, { ...finished, outcome: { status: 'ok' }, events }]);
    expect(readFileSync(join(folder.path, events), 'utf8').split('\n')).to.have.length(6);
  });

  it('is finished when the app crashed', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]).slice(0, 4));
    };
    const outcome = { status: 'crashed', step: 'measure' } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome });
  });

  it('is finished when the app says no hello', async () => {
    phone.app = () => undefined;
    const outcome = { status: 'timed_out', afterMs: 50 } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome });
  });

  it('is finished, as refused, when the phone declines a request after a launch that worked', async () => {
    await runLaunch(session, anchor);
    phone.refusals.set(`take jobs/${session.folder.id}.m.1.json`, 1);
    const outcome = { status: 'refused', request: `take jobs/${session.folder.id}.m.1.json`, reason: 'no' } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome });
    expect(journal().slice(2)).to.deep.equal([started, { ...finished, outcome }]);
  });

  it('is lost when the phone declines the first request of a session, or one after the other', async () => {
    const lost = { ended: 'lost', loss: { cause: 'phone', detail: 'it did not end the app: no' } };
    phone.refusals.set('end the app', 1);
    expect(await runLaunch(session, launch)).to.deep.equal(lost);
    await runLaunch(session, anchor);
    phone.refusals.set('end the app', 2);
    expect(await runLaunch(session, launch)).to.have.property('ended', 'finished');
    expect(await runLaunch(session, launch)).to.deep.equal(lost);
  });

  it('is lost when the phone declines since it is locked', async () => {
    await runLaunch(session, anchor);
    phone.isLocked = () => Promise.resolve(true);
    phone.refusals.set('end the app', 1);
    expect(await runLaunch(session, launch)).to.have.nested.property(
      'loss.detail',
      'it is locked, and did not end the app',
    );
  });

  it('is decided by the hello when launching ends with an error although the app runs', async () => {
    const { launchApp } = phone;
    phone.launchApp = async (args) => {
      await launchApp.call(phone, args);
      throw new CommandFailed('launch the app', 'XCTDaemonErrorDomain Code=41');
    };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
  });

  for (const request of ['launch the app', "report the app's state", 'end the app', 'take JOB']) {
    it(`is lost when the phone does not ${request} since it is gone, and is tried again under another name`, async () => {
      phone.refusals.set(request.replace('JOB', `jobs/${session.folder.id}.m.1.json`), 1);
      phone.loss = { cause: 'web_driver_agent', detail: 'ECONNREFUSED' };
      expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss: phone.loss });
      expect(journal()).to.deep.equal([started, { ...finished, type: 'lost', loss: phone.loss }]);
      phone.loss = undefined;
      expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
      expect(phone.launches.at(-1)).to.equal(`${session.folder.id}.m.2`);
    });
  }

  it('does not take events that cannot be had for a crash', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]));
      const pull = self.documents.pull.bind(self.documents);
      let pulls = 0;
      self.documents.pull = (path) =>
        path === eventsPath(job.launch) && ++pulls > 1 ? Promise.resolve(undefined) : pull(path);
    };
    phone.loss = { cause: 'cable', detail: 'gone' };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss: phone.loss });
  });

  it('is unreadable when the app writes what no event is, and keeps that for a person to look at', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]));
      const text = self.files.get(eventsPath(job.launch))?.toString('utf8') ?? '';
      self.files.set(eventsPath(job.launch), Buffer.from(`${text}{"event":"dance"}\n`));
    };
    const attempt = await runLaunch(session, launch);
    expect(attempt).to.have.nested.property('outcome.status', 'unreadable');
    expect(attempt)
      .to.have.nested.property('outcome.reason')
      .that.matches(/^line 6, field event: /);
    expect(journal()[1]).not.to.have.property('events');
    expect(existsSync(join(folder.path, `journal/${phone.udid}/m.jsonl.damaged`))).to.equal(true);
  });

  it('lets a mistake of our own through, and leaves the launch without an end', async () => {
    phone.app = () => {
      throw new TypeError('x is not a function');
    };
    const error: unknown = await runLaunch(session, launch).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
    expect(journal()).to.deep.equal([started]);
  });

  describe('that enlarges an image', () => {
    const pixels = Buffer.alloc(2 * 2 * 3, 7);
    const sha256 = createHash('sha256').update(pixels).digest('hex');
    const part = 'out/one.rgb';
    const enlarge = (job: Job, self: FakePhone): void => {
      const result: Event = {
        event: 'result',
        tNs: 9,
        step: 1,
        do: 'quality',
        image: 'one',
        width: 2,
        height: 2,
        sha256,
        parts: [{ path: part, bytes: pixels.length }],
        latencyNs: 5,
        tiles: 1,
      };
      self.write(job, [...measured([1]).slice(0, 3), { event: 'start', tNs: 8, step: 1, do: 'quality' }, result]);
      self.files.set(part, pixels);
    };

    it('fetches the pixels, and does not judge them', async () => {
      phone.app = enlarge;
      expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
      expect(readFileSync(rawOutputFile(session.folder, sha256))).to.deep.equal(pixels);
    });

    it('fetches them again when they arrive damaged, and is unreadable when that does not help', async () => {
      for (const [damaged, status] of [
        [1, 'ok'],
        [2, 'unreadable'],
      ] as const) {
        phone.app = (job, self) => {
          enlarge(job, self);
          let left = damaged;
          self.documents.pull = (path) =>
            Promise.resolve(path === part && left-- > 0 ? Buffer.alloc(3) : self.files.get(path));
        };
        const attempt = await runLaunch(session, launch);
        expect(attempt).to.have.nested.property('outcome.status', status);
        expect(existsSync(rawOutputFile(session.folder, sha256))).to.equal(status === 'ok');
        rmSync(rawOutputFile(session.folder, sha256), { force: true });
      }
    });
  });
});
