import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { remote } from 'webdriverio';
import { z } from 'zod';
import { endpointAnswers } from '../../src/lab/lab.js';
import { AppiumPhone } from '../../src/phone/appium-phone.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { storedInputs } from '../../src/plan/pictures.js';
import type { PlannedLaunch } from '../../src/plan/plan.js';
import { readSweep } from '../../src/plan/sweep.js';
import { readRun } from '../../src/results/read-run.js';
import type { LaunchRecord } from '../../src/results/launch-record.js';
import { runInOrder } from '../../src/run/on-demand.js';
import { closeSession, openSession } from '../../src/run/session.js';
import { createRun, holdPhones, startRun } from '../../src/run/start.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

const sweep = `name: silence
seed: 1
variants: [plain-x2-fp16-64]
compute_units: [cpuOnly]
sizes: [64x64]
measure:
  warmup: 3
  iterations: 10
  min_seconds: 2
  end_to_end_iterations: 5
  launches: 4
  paced_iterations: 0
`;

const logged = z.looseObject({ at_ns: z.number(), layer: z.string(), what: z.string() });

/* Of a purge, a prepare and four measures, the phone's own log says what reached it, and when. */
describe('a phone that measures', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const logFile = join(folder.path, 'phone.log');
  const lost = 'lost-notification:4';
  let measured: readonly LaunchRecord[];
  let log: readonly z.infer<typeof logged>[];
  const closers: (() => Promise<unknown>)[] = [];

  before('measure on it', async () => {
    const lab = await openVirtualLab({ count: 1, faults: [lost, 'late-attach:5:2'], logFile });
    closers.push(() => lab.close());
    const phones = await holdPhones(lab);
    closers.push(phones.release);
    const plan = await makePlan(readSweep(folder.write('sweep.yaml', sweep)), storedInputs(folder.path));
    const run = await createRun({ plan, source: 'silence', suite: 'sweep' }, folder.path);
    const state = await startRun(run, phones);
    const [{ target, capabilities } = { target: undefined, capabilities: {} }] = state.phones;
    if (target === undefined) throw new Error('no phone');
    const browser = await remote({ ...state.endpoint, logLevel: 'silent', connectionRetryCount: 0, capabilities });
    closers.push(() => browser.deleteSession());
    const phone = new AppiumPhone(browser, target.udid, state.app, {
      endpointAnswers: () => endpointAnswers(state.endpoint),
      isAttached: () => Promise.resolve(true),
    });
    const session = await openSession(phone, target, { folder: run, plan, appBuild: state.app.build });
    const wanted = ({ kind }: PlannedLaunch): boolean => kind === 'prepare' || kind === 'measure';
    for (const launch of plan.launches.filter(wanted)) await runInOrder(session, launch);
    await closeSession(session);
    measured = readRun(run)
      .flatMap(({ launches }) => launches)
      .filter(({ finished }) => finished.launch.startsWith('measure-'));
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    log = lines.map((line) => logged.parse(JSON.parse(line)));
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });

  /** What reached the phone from the first timed step of a launch to the end of the last one. */
  function requestsDuring({ events, name }: { events: LaunchRecord['events']; name: string }): string[] {
    const begun = log.find(({ layer, what }) => layer === 'app' && what.startsWith('launch') && what.includes(name));
    const isTimed = (event: { readonly do?: string }): boolean => event.do === 'warmup' || event.do === 'measure';
    const timed = events.filter((event) => 'do' in event && isTimed(event));
    const [from, to] = [timed.at(0)?.tNs, timed.at(-1)?.tNs];
    if (begun === undefined || from === undefined || to === undefined) throw new Error(`${name} timed nothing`);
    expect(to - from).to.be.above(2e9);
    return log.flatMap(({ at_ns: atNs, layer, what }) =>
      layer !== 'app' && atNs >= begun.at_ns + from && atNs <= begun.at_ns + to ? [`${layer} ${what}`] : [],
    );
  }

  it('is asked nothing meanwhile, also when its announcement is lost or XCTest attaches late', () => {
    expect(measured).to.have.length(4);
    for (const { finished, events } of measured) {
      expect(finished.outcome, finished.launch).to.deep.equal({ status: 'ok' });
      expect(requestsDuring({ events, name: `${finished.launch}.1` }), finished.launch).to.deep.equal([]);
    }
  });
});
