import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { remote } from 'webdriverio';
import { stringify } from 'yaml';
import { z } from 'zod';
import { endpointAnswers } from '../../src/lab/lab.js';
import { AppiumPhone } from '../../src/phone/appium-phone.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { storedInputs } from '../../src/plan/pictures.js';
import type { PlannedLaunch } from '../../src/plan/plan.js';
import { readSweep } from '../../src/plan/sweep.js';
import { readRun } from '../../src/results/read-run.js';
import { resultsOf } from '../../src/results/launch-record.js';
import type { LaunchRecord } from '../../src/results/launch-record.js';
import { runInOrder } from '../../src/run/on-demand.js';
import { closeSession, openSession } from '../../src/run/session.js';
import { createRun, holdPhones, startRun } from '../../src/run/start.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import type { VirtualLabOptions } from '../../src/virtual/lab.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

type Measure = Readonly<Record<string, number>>;

const sweep = (measure: Measure): string =>
  stringify({
    name: 'silence',
    seed: 1,
    variants: ['plain-x2-fp16-64'],
    compute_units: ['cpuOnly'],
    sizes: ['64x64'],
    measure: { ...measure, paced_iterations: 0 },
  });

const logged = z.looseObject({ at_ns: z.number(), layer: z.string(), what: z.string() });

/** The launches of a phone, and what its own log says reached it. */
interface Observed {
  readonly launches: readonly LaunchRecord[];
  readonly log: readonly z.infer<typeof logged>[];
}

/** Carries out the prepare and the measures of the sweep on a virtual phone, with what has to come before them. */
async function observe(measure: Measure, phones: Partial<VirtualLabOptions>): Promise<Observed> {
  const folder = temporaryFolder();
  const logFile = join(folder.path, 'phone.log');
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const lab = await openVirtualLab({ count: 1, faults: [], logFile, ...phones });
    closers.push(() => lab.close());
    const held = await holdPhones(lab);
    closers.push(held.release);
    const plan = await makePlan(readSweep(folder.write('sweep.yaml', sweep(measure))), storedInputs(folder.path));
    const run = await createRun({ plan, source: 'silence', suite: 'sweep' }, folder.path);
    const state = await startRun(run, held);
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
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    return {
      launches: readRun(run).flatMap(({ launches }) => launches),
      log: lines.map((line) => logged.parse(JSON.parse(line))),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

const recorded: ReadonlySet<string> = new Set(['load', 'sentinel', 'warmup', 'measure']);

/** What reached the phone while a launch was in one of its timed steps. */
function requestsDuring({ log }: Observed, { finished, events }: LaunchRecord): string[] {
  const name = `${finished.launch}.1`;
  const begun = log.find(({ layer, what }) => layer === 'app' && what.startsWith('launch') && what.includes(name));
  if (begun === undefined) throw new Error(`${name} was not launched`);
  const spans = events.flatMap((event) => {
    if (event.event !== 'start' || !recorded.has(event.do)) return [];
    const end = events.find((other) => other.event === 'result' && other.step === event.step);
    return end ? [{ step: event.do, from: begun.at_ns + event.tNs, to: begun.at_ns + end.tNs }] : [];
  });
  expect(spans.map(({ step }) => step)).to.include('load');
  return log.flatMap(({ at_ns: atNs, layer, what }) =>
    spans
      .filter(({ from, to }) => layer !== 'app' && atNs >= from && atNs <= to)
      .map(({ step }) => `${step}: ${layer} ${what}`),
  );
}

const of = ({ launches }: Observed, kind: string): LaunchRecord[] =>
  launches.filter(({ finished }) => finished.launch.startsWith(`${kind}-`));

const isOk = ({ finished }: LaunchRecord): void => {
  expect(finished.outcome, finished.launch).to.deep.equal({ status: 'ok' });
};

describe('a phone that loads and measures', function () {
  this.timeout(300_000);
  let observed: Observed;

  // Of a purge, a prepare and four measures.
  before('measure on it', async () => {
    const measure = { warmup: 3, iterations: 10, min_seconds: 2, end_to_end_iterations: 5, launches: 4 };
    observed = await observe(measure, { faults: ['lost-notification:4', 'late-attach:5:2'] });
  });

  it('is asked nothing meanwhile, also when its announcement is lost or XCTest attaches late', () => {
    const launches = [...of(observed, 'prepare'), ...of(observed, 'measure')];
    expect(launches).to.have.length(5);
    for (const launch of launches) {
      isOk(launch);
      expect(requestsDuring(observed, launch), launch.finished.launch).to.deep.equal([]);
      expect(launch.finished).not.to.have.property('disturbed');
    }
  });
});

/* Its predictions take 150 times as long as the plan guesses: longer than the slice of a launch of which nothing is known. */
describe('a phone that is far slower than guessed', function () {
  this.timeout(300_000);

  it('is looked at once in its first measurement, which says so, and not at all in the next', async () => {
    const measure = {
      warmup: 1,
      iterations: 5,
      min_seconds: 0,
      end_to_end_iterations: 2,
      launches: 2,
      pause_seconds: 1,
    };
    const observed = await observe(measure, { predictMs: 3000 });
    const [first, second, ...more] = of(observed, 'measure');
    if (first === undefined || second === undefined || more.length > 0) throw new Error('two launches');
    for (const launch of [first, second]) isOk(launch);
    expect(first.finished.disturbed).to.deep.equal(['measure']);
    expect(requestsDuring(observed, second)).to.deep.equal([]);
    expect(second.finished).not.to.have.property('disturbed');
  });
});

describe('a phone that has grown warm', function () {
  this.timeout(300_000);

  it('cools down before it measures again, and is asked nothing in its timed steps', async () => {
    const measure = {
      warmup: 1,
      iterations: 5,
      min_seconds: 1,
      end_to_end_iterations: 1,
      launches: 3,
      pause_seconds: 1,
      cooldown_seconds: 30,
    };
    const observed = await observe(measure, { faults: ['heat:1:16'] });
    const launches = of(observed, 'measure');
    expect(launches).to.have.length(3);
    for (const launch of launches) {
      isOk(launch);
      expect(requestsDuring(observed, launch), launch.finished.launch).to.deep.equal([]);
    }
    const [first, second, third] = launches.map((launch) => ({
      hello: launch.hello?.state.thermal,
      waitedS: (resultsOf(launch, 'cooldown')[0]?.waitedNs ?? 0) / 1e9,
      seen: resultsOf(launch, 'measure').flatMap(({ thermal }) => thermal.map(([, state]) => state)),
    }));
    expect(first?.seen.at(-1)).to.equal('serious');
    expect(second?.hello).to.be.oneOf(['serious', 'fair']);
    expect(second?.waitedS).to.be.above(1);
    expect(new Set(second?.seen)).to.deep.equal(new Set(['nominal']));
    expect(third).to.deep.include({ hello: 'nominal', seen: ['nominal', 'nominal'] });
  });

  it('is measured warm once its cooldown has lasted as long as it may', async () => {
    const measure = {
      warmup: 1,
      iterations: 2,
      min_seconds: 0,
      end_to_end_iterations: 1,
      launches: 2,
      pause_seconds: 0.5,
    };
    const observed = await observe({ ...measure, cooldown_seconds: 2 }, { faults: ['heat:1:60'] });
    const [, second] = of(observed, 'measure');
    if (second === undefined) throw new Error('one launch');
    isOk(second);
    const [cooldown] = resultsOf(second, 'cooldown');
    expect(cooldown?.thermal).not.to.equal('nominal');
    expect(resultsOf(second, 'measure')[0]?.thermal[0]?.[1]).not.to.equal('nominal');
  });
});
