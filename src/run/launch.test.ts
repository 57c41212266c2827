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
import { eventsPath, jobPath } from '../contract/paths.js';
import { CommandFailed } from '../phone/command.js';
import { readJournal } from '../results/journal.js';
import { journalFile, rawOutputFile } from '../results/run-folder.js';
import { runLaunch } from './launch.js';
import { openSession } from './session.js';
import type { Session } from './session.js';

describe('an attempt at a launch', () => {
  const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
  const steps = [
    { do: 'load', arm: 'a' },
    { do: 'warmup', arm: 'a', image: 'i', tiles, count: 1 },
  ] as const;
  const images = { i: { path: 'images/i.rgb', width: 64, height: 64 } };
  const launch = plannedLaunch('m', { job: { ...plannedLaunch('m').job, images, steps: [...steps] } });
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
    const content = readFileSync(join(folder.path, events));
    const digest = { eventsBytes: content.length, eventsSha256: createHash('sha256').update(content).digest('hex') };
    expect(journal()).to.deep.equal([started, { ...finished, outcome: { status: 'ok' }, events, ...digest }]);
    expect(content.toString('utf8').split('\n')).to.have.length(7);
  });

  it('is finished when the app crashed, with what the phone reports of it', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]).slice(0, 4));
      const processes = [{ pid: 9, name: 'Harness', rpages: 100_000, reason: 'per-process-limit' }];
      const event = { memoryStatus: { pageSize: 16_384 }, processes };
      const text = `${JSON.stringify({ bug_type: '298' })}\n${JSON.stringify(event)}`;
      self.reports.push({ name: 'JetsamEvent-2026-01-31-104500.ips', text });
    };
    phone.onWait = () => false;
    const file = `crashes/${phone.udid}/JetsamEvent-2026-01-31-104500.ips`;
    const detail = 'iOS ended it at the memory limit of an app (jetsam, per-process-limit), holding 1638 MB';
    expect(await runLaunch(session, launch)).to.deep.equal({
      ended: 'finished',
      outcome: { status: 'crashed', step: 'measure', report: { cause: 'memory', detail, file } },
    });
    expect(existsSync(join(folder.path, file))).to.equal(true);
  });

  it('keeps the events of a launch that failed beside those of its next try', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1_000_000]).slice(0, -1));
    };
    await runLaunch(session, launch);
    phone.app = (job, self) => {
      self.write(job, measured([1_000_000]));
    };
    await runLaunch(session, launch);
    const files = journal().flatMap((entry) => ('events' in entry && entry.events ? [entry.events] : []));
    expect(files).to.deep.equal([`journal/${phone.udid}/m.jsonl`, `journal/${phone.udid}/m.2.jsonl`]);
    expect(files.map((file) => readFileSync(join(folder.path, file), 'utf8').split('\n').length)).to.deep.equal([5, 7]);
  });

  it('is finished when the app crashed on a phone that gives no reports', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]).slice(0, 4));
    };
    phone.onWait = () => false;
    phone.refusals.set('give its crash reports', 1);
    const outcome = { status: 'crashed', step: 'measure' } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome });
    expect(phone.asked.filter((request) => request === 'give its crash reports')).to.have.length(1);
  });

  it('is lost when the app says no hello, which says nothing about the model', async () => {
    phone.app = () => undefined;
    phone.onWait = () => false;
    phone.states = ['running'];
    const silent = { cause: 'app', detail: 'it said no hello for 0.05 s' } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss: silent });
    expect(phone.asked).to.include('end the app');
  });

  it('is made once more when what was sent arrived damaged, and is lost when that happens twice', async () => {
    const reason = 'models/net.mlmodel arrived damaged';
    const failed: Event = { event: 'error', tNs: 9, step: 0, do: 'stage', kind: 'failed', reason };
    const loss = { cause: 'files', detail: reason } as const;
    const damaged: FakePhone['app'] = (job, self) => {
      self.write(job, [...measured([1]).slice(0, 1), failed]);
    };
    phone.app = damaged;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss });
    const lost = { ...finished, type: 'lost', loss };
    expect(journal()).to.deep.equal([started, lost, started, lost]);
    phone.app = (job, self) => {
      damaged(job, self);
      phone.app = (next, again) => {
        again.write(next, measured([1_000_000]));
      };
    };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
  });

  it('looks at the job where the app does not, since it was built before apps did', async () => {
    phone.knowsSeals = false;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
    phone.app = (job, self) => {
      self.write(job, measured([1_000_000]));
      self.files.set(jobPath(job.launch), Buffer.from('{"count":4}'));
    };
    const attempt = await runLaunch(session, launch);
    expect(attempt.ended === 'lost' && attempt.loss.cause).to.equal('files');
    expect(attempt.ended === 'lost' && attempt.loss.detail).to.match(/^jobs\/.+ arrived damaged$/);
  });

  it('says among which timed steps the host had to look, and nothing where it had not', async () => {
    await runLaunch(session, anchor);
    expect(journal().at(-1)).not.to.have.property('disturbed');
    const whole = measured([1]);
    phone.states = ['running'];
    phone.app = (job, self) => {
      self.write(job, whole.slice(0, 4));
      self.onWait = () => {
        self.onWait = () => {
          self.write(job, whole);
          return true;
        };
        return false;
      };
    };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
    expect(journal().at(-1)).to.have.deep.property('disturbed', ['measure']);
  });

  it('learns how fast the phone is, also for the sessions after it', async () => {
    const [arm = expect.fail()] = Object.values(launch.job.arms);
    expect(session.experience.speed.tileMs(arm)).to.equal(undefined);
    await runLaunch(session, launch);
    expect(session.experience.speed.tileMs(arm)).to.equal(1);
    session.journal.close();
    const target = { udid: phone.udid, name: 'Fake', osVersion: '17.5' };
    session = await openSession(phone, target, { folder: session.folder, plan, appBuild: 'b1' });
    expect(session.experience.speed.tileMs(arm)).to.equal(1);
  });

  it('is finished, as refused, when the phone declines a request after a launch that worked', async () => {
    await runLaunch(session, anchor);
    phone.refusals.set(`take jobs/${session.folder.id}.m.1.json`, 1);
    const outcome = { status: 'refused', request: `take jobs/${session.folder.id}.m.1.json`, reason: 'no' } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome });
    expect(journal().slice(2)).to.deep.equal([started, { ...finished, outcome }]);
  });

  it('is lost when the phone declines the first request of a session, or one after the other', async () => {
    const take = (attempt: number): string => `take jobs/${session.folder.id}.m.${String(attempt)}.json`;
    const lost = (attempt: number) => ({
      ended: 'lost',
      loss: { cause: 'phone', detail: `it did not ${take(attempt)}: no` },
    });
    for (const attempt of [1, 2, 3]) phone.refusals.set(take(attempt), 1);
    expect(await runLaunch(session, launch)).to.deep.equal(lost(1));
    await runLaunch(session, anchor);
    expect(await runLaunch(session, launch)).to.have.property('ended', 'finished');
    expect(await runLaunch(session, launch)).to.deep.equal(lost(3));
  });

  for (const request of ['launch the app', 'end the app']) {
    it(`is lost when the phone does not ${request}, which says nothing about the model`, async () => {
      await runLaunch(session, anchor);
      phone.refusals.set(request, 1);
      expect(await runLaunch(session, launch)).to.deep.equal({
        ended: 'lost',
        loss: { cause: 'phone', detail: `it did not ${request}: no` },
      });
    });
  }

  it('is lost to a locked phone before the app is launched, with what to do', async () => {
    phone.isScreenLocked = true;
    expect(await runLaunch(session, launch))
      .to.have.nested.property('loss.detail')
      .that.matches(/^it is locked; unlock it, and set Auto-Lock to Never/);
    expect(phone.launches).to.deep.equal([]);
    phone.isScreenLocked = false;
    expect(await runLaunch(session, launch)).to.have.property('ended', 'finished');
  });

  for (const [what, said, detail] of [
    [
      'locks itself',
      'Locked ("Unable to launch dev.a because the device was not, or could not be, unlocked")',
      /^it is locked; /,
    ],
    [
      'does not trust the developer',
      'its profile has not been explicitly trusted by the user',
      /trust them in Settings/,
    ],
    ['has lost the app', 'returned nil for "dev.a"', /the next session installs it$/],
  ] as const) {
    it(`is lost to a phone that ${what}, and nothing more is asked of it`, async () => {
      phone.refuseLaunch = `Error Domain=FBSOpenApplicationServiceErrorDomain Code=1 "The request failed." ${said}`;
      await runLaunch(session, anchor);
      phone.asked.length = 0;
      const attempt = await runLaunch(session, launch);
      expect(attempt).to.have.nested.property('loss.cause', 'phone');
      expect(attempt).to.have.nested.property('loss.detail').that.matches(detail);
      expect(phone.asked.at(-1)).to.equal('launch the app');
    });
  }

  it('is lost, and owed again, when something on the phone came between', async () => {
    const reason = 'the app was not in the foreground when measure ended';
    phone.app = (job, self) => {
      self.write(job, [
        ...measured([1]).slice(0, 4),
        { event: 'error', tNs: 900, step: 1, do: 'measure', kind: 'disturbed', reason },
      ]);
    };
    const loss = { cause: 'phone', detail: reason } as const;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss });
    expect(journal()).to.deep.equal([started, { ...finished, type: 'lost', loss }]);
  });

  it('asks nothing between the launch of the app and the wait for its end', async () => {
    await runLaunch(session, launch);
    const begun = phone.asked.indexOf('launch the app');
    expect(phone.asked.slice(begun, begun + 2)).to.deep.equal(['launch the app', 'wait for the app']);
  });

  it('teaches the session what the app has begun to load, also when the load crashed', async () => {
    expect([...session.loads.loaded]).to.deep.equal([]);
    phone.refusals.set('give its crash reports', 1);
    phone.app = (job, self) => {
      self.write(job, measured([1]).slice(0, 2));
    };
    await runLaunch(session, launch);
    expect([...session.loads.begun]).to.deep.equal([`${'a'.repeat(64)}/all`]);
  });

  it('is decided by the hello when launching ends with an error although the app runs', async () => {
    const launchApp = phone.launchApp.bind(phone);
    phone.launchApp = async (args) => {
      await launchApp(args);
      throw new CommandFailed('launch the app', 'XCTDaemonErrorDomain Code=41');
    };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
  });

  it('is decided by the hello when XCTest attaches so late that the job is over by then', async () => {
    const launchApp = phone.launchApp.bind(phone);
    phone.launchApp = async (args) => {
      await launchApp(args);
      throw new CommandFailed('launch the app', 'Application is not running, possibly crashed');
    };
    phone.onWait = () => {
      throw new Error('it is over');
    };
    phone.states = ['unknown'];
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
  });

  for (const request of ['launch the app', 'wait for the app', 'end the app', 'take JOB']) {
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

  it('is lost before anything is asked of a phone whose tunnel is no more, and not where that is only slow', async () => {
    const clause = 'tunnel lost: the tunnel registry no longer lists the phone';
    const dead = (): Promise<undefined> => Promise.resolve(undefined);
    phone.route = { name: 'tunnel', dead, trouble: () => Promise.resolve({ isLost: true, clause }) };
    phone.asked.length = 0;
    const loss = { cause: 'tunnel', detail: clause } as const;
    phone.loss = loss;
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss });
    expect(phone.asked).to.deep.equal(['say what is lost']);
    expect(journal()).to.deep.equal([started, { ...finished, type: 'lost', loss }]);

    const slow = 'the tunnel took 13.0 s to answer';
    phone.route = { name: 'tunnel', dead, trouble: () => Promise.resolve({ isLost: false, clause: slow }) };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
    expect(journal().at(-1)).to.include({ type: 'finished', wayTrouble: slow });
  });

  it('does not take events that cannot be had for a crash', async () => {
    phone.app = (job, self) => {
      self.write(job, measured([1]));
      const pull = self.documents.pull.bind(self.documents);
      self.documents.pull = (path) => (path === eventsPath(job.launch) ? Promise.resolve(undefined) : pull(path));
    };
    phone.loss = { cause: 'cable', detail: 'gone' };
    expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'lost', loss: phone.loss });
  });

  it('is unreadable when the app writes what no event is, and keeps that for a person to look at', async () => {
    phone.knowsSeals = false;
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
        tNs: 900,
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
      self.write(job, [...measured([1]).slice(0, 3), { event: 'start', tNs: 800, step: 1, do: 'quality' }, result]);
      self.files.set(part, pixels);
    };

    it('fetches the pixels, and does not judge them', async () => {
      phone.app = enlarge;
      expect(await runLaunch(session, launch)).to.deep.equal({ ended: 'finished', outcome: { status: 'ok' } });
      expect(readFileSync(rawOutputFile(session.folder, sha256))).to.deep.equal(pixels);
    });

    it('fetches them again when they arrive damaged, and is lost when that does not help', async () => {
      for (const [damaged, end] of [
        [1, { ended: 'finished', outcome: { status: 'ok' } }],
        [
          2,
          {
            ended: 'lost',
            loss: {
              cause: 'files',
              detail: `it did not give ${part}: it arrives with another sha256 than the app wrote down`,
            },
          },
        ],
      ] as const) {
        phone.app = (job, self) => {
          enlarge(job, self);
          let left = damaged;
          self.documents.pull = (path) =>
            Promise.resolve(path === part && left-- > 0 ? Buffer.alloc(3) : self.files.get(path));
        };
        const attempt = await runLaunch(session, launch);
        expect(attempt).to.deep.equal(end);
        expect(existsSync(rawOutputFile(session.folder, sha256))).to.equal(end.ended === 'finished');
        rmSync(rawOutputFile(session.folder, sha256), { force: true });
      }
    });
  });
});
