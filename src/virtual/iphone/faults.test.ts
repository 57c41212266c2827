import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../../test/rig/temporary-folder.js';
import { problemOf } from '../../../test/rig/problem.js';
import { readGolden } from '../../../test/golden/golden-case.js';
import type { Job } from '../../contract/job.js';
import { eventsPath } from '../../contract/paths.js';
import { faultFormList, faultForms } from './fault-forms.js';
import { parseFault } from './faults.js';
import type { Launch, Manner } from './launch.js';
import { makeParts } from './phone-parts.js';
import type { PhoneParts } from './phone-parts.js';
import { identityOf } from './identity.js';
import { eventually } from '../../../test/rig/eventually.js';

/** An app's process, as far as a fault sees it. */
class Child extends EventEmitter {
  signals: string[] = [];
  kill(signal: string): boolean {
    this.signals.push(signal);
    return true;
  }
}

describe('a fault', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let phone: PhoneParts;
  let happened: string[];
  let children: Child[];

  beforeEach(() => {
    folder = temporaryFolder();
    phone = newPhone('phone');
    happened = [];
    children = [];
    phone.link.on('wdaEnded', () => happened.push('wda ended'));
    phone.link.on('unplugged', () => happened.push('unplugged'));
  });
  afterEach(() => {
    phone.link.close();
    phone.screen.close();
    for (const child of children) child.emit('exit');
  });

  const newPhone = (name: string): PhoneParts => makeParts(() => identityOf(1), join(folder.path, name));

  /** The n-th launch of the phone; with a job, unless there is none. */
  function launch(number: number, job = true): Launch & { readonly child: Child } {
    const child = new Child();
    children.push(child);
    const app = {
      bundleId: 'a',
      executable: 'a',
      installation: 'a',
      container: folder.path,
      sharesDocuments: true,
      attributes: {},
    };
    const manner: Manner = {
      answersAfterMs: 0,
      answer: 'started',
      unknownStates: 0,
      unknownUntilNs: 0n,
      losesNotifications: false,
    };
    const args = job ? ['--job', `jobs/${String(number)}.json`] : [];
    return { number, app, args, startedNs: 0n, child: child as never, manner, phone };
  }

  /** The app of a launch says that it begins a step. */
  function begin(number: number, step = 'load'): void {
    const events = join(folder.path, 'Documents', eventsPath(String(number)));
    mkdirSync(dirname(events), { recursive: true });
    writeFileSync(events, `{"event":"hello"}\n{"event":"start","step":0,"do":"${step}"}\n`);
  }

  /** Writes the jobs of launches, of which the first has no timed step. */
  function writeJobs(numbers: readonly number[]): void {
    const { job } = readGolden('every-step');
    const jobs = join(folder.path, 'Documents', 'jobs');
    mkdirSync(jobs, { recursive: true });
    const steps = (timed: boolean): object[] =>
      (job as Job).steps.filter(({ do: step }) => timed || step === 'stage' || step === 'load');
    for (const number of numbers) {
      writeFileSync(join(jobs, `${String(number)}.json`), JSON.stringify({ ...job, steps: steps(number > 1) }));
    }
  }

  /** The launches, of so many without a job, whose process a fault signals at once. */
  function struck(text: string, launches: number): number[] {
    const fault = parseFault(text);
    return Array.from({ length: launches }, (_, index) => index + 1).filter((number) => {
      const one = launch(number, false);
      fault.strike(one);
      return one.child.signals.length > 0;
    });
  }

  it('that can be asked for is named in the list', () => {
    expect(faultFormList).to.match(/^kill:STEP\[:N\], freeze\[:N\], .* or \S+$/);
    for (const kind of Object.keys(faultForms)) {
      expect(parseFault(kind === 'kill' ? 'kill:load:2' : `${kind}:2`).hasStruck, kind).to.be.false;
    }
  });

  it('that freezes strikes one launch, by default the first', () => {
    expect(struck('freeze', 4)).to.deep.equal([1]);
    expect(struck('freeze:3', 4)).to.deep.equal([3]);
  });

  it('that kills leaves launches without a job alone', () => {
    expect(struck('kill:measure', 3)).to.deep.equal([]);
    expect(struck('kill:measure:2', 3)).to.deep.equal([]);
  });

  for (const { text, expected } of [
    { text: 'wda-dies', expected: ['wda ended'] },
    { text: 'unplug', expected: ['unplugged', 'wda ended'] },
  ]) {
    it(`that is ${text} waits until the app of its launch begins a step, and strikes once`, async () => {
      const fault = parseFault(`${text}:2`);
      for (const number of [1, 2, 3]) fault.strike(launch(number));
      // Once the fault of another phone has seen the same launch begin, this one has had its chance.
      const witness = parseFault('wda-dies');
      const other = newPhone('other');
      witness.strike({ ...launch(1), phone: other });
      begin(1);
      begin(3);
      await eventually(() => witness.hasStruck);
      other.link.close();
      expect([fault.hasStruck, happened]).to.deep.equal([false, []]);
      begin(2);
      await eventually(() => fault.hasStruck);
      expect(happened).to.deep.equal(expected);
      fault.strike(launch(2));
      expect(happened).to.deep.equal(expected);
    });

    it(`that is ${text} strikes a launch that is over before anybody looked`, () => {
      const fault = parseFault(text);
      const one = launch(1);
      fault.strike(one);
      begin(1);
      one.child.emit('exit');
      expect([fault.hasStruck, happened]).to.deep.equal([true, expected]);
    });

    it(`that is ${text} has not struck a launch whose app began nothing`, () => {
      const fault = parseFault(text);
      const one = launch(1);
      fault.strike(one);
      one.child.emit('exit');
      expect([fault.hasStruck, happened]).to.deep.equal([false, []]);
    });
  }

  it('is for the phone that is named before it, and else for the first', () => {
    expect(
      ['freeze:2', '1/freeze:2', '2/unplug@load:3:5', '12/kill:load'].map((text) => parseFault(text).phone),
    ).to.deep.equal([1, 1, 2, 12]);
  });

  it('with a step waits for it in the second launch whose job has the step', async () => {
    writeJobs([1, 2, 3]);
    const fault = parseFault('unplug@measure:2');
    for (const number of [1, 2, 3]) {
      const one = launch(number);
      fault.strike(one);
      begin(number);
      await new Promise((resolve) => setImmediate(resolve));
      begin(number, 'measure');
      one.child.emit('exit');
      expect(happened, String(number)).to.deep.equal(number === 3 ? ['unplugged', 'wda ended'] : []);
    }
    expect(fault.hasStruck).to.be.true;
  });

  it('that is an alert covers the app in the second launch that is timed, for as long as was asked', async () => {
    writeJobs([1, 2, 3]);
    const fault = parseFault('alert:2:0.05');
    for (const number of [1, 2, 3]) {
      const one = launch(number);
      fault.strike(one);
      begin(number);
      begin(number, 'measure');
      one.child.emit('exit');
      expect(phone.screen.showsAlert, String(number)).to.equal(number === 3);
    }
    expect(fault.hasStruck).to.be.true;
    await eventually(() => !phone.screen.showsAlert);
  });

  for (const { text, remedy } of [
    ...['', 'explode:1', '0/unplug', '2/', 'a/unplug', '1/2/unplug', 'unplug/2'].map((text) => ({
      text,
      remedy: `${faultFormList}, such as kill:measure:2, or 2/unplug:3 on the second phone`,
    })),
    ...['kill', 'kill:', 'kill:measure:0', 'kill:measure:x', 'kill:measure:1:1', 'kill@load:measure'].map((text) => ({
      text,
      remedy: 'kill:STEP[:N], such as kill:measure:2',
    })),
    ...['freeze:-1', 'freeze:1.5', 'freeze:', 'freeze:1:1', 'freeze@load'].map((text) => ({
      text,
      remedy: 'freeze[:N], such as freeze:2',
    })),
    ...['wda-dies:0', 'wda-dies:first', 'wda-dies:1:5'].map((text) => ({
      text,
      remedy: 'wda-dies[@STEP][:N], such as wda-dies:2',
    })),
    ...['unplug:0', 'unplug:1:', 'unplug:1:0', 'unplug:1:-5', 'unplug:1:3601', 'unplug:1:5:5', 'unplug@'].map(
      (text) => ({
        text,
        remedy: 'unplug[@STEP][:N[:SECONDS]] with at most 3600 seconds, such as unplug:2:10',
      }),
    ),
  ]) {
    it(`written "${text}" is refused with the way to write it`, async () => {
      const { message, exitCode } = await problemOf(() => parseFault(text));
      expect(message).to.equal(`--fault ${text}: write ${remedy}`);
      expect(exitCode).to.equal(2);
    });
  }
});
