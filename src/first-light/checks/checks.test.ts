import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planOf, plannedLaunch, udid } from '../../../test/hand-made-run.js';
import type { BatteryReading } from '../../contract/battery.js';
import { contractVersion } from '../../contract/job.js';
import type { Step } from '../../contract/job.js';
import type { Event, Hello, LoadProcedure, StepResult, ThermalState } from '../../contract/events.js';
import type { Outcome } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import { projectRoot } from '../../project.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import type { JudgedImage } from '../../results/quality-file.js';
import { evidenceOf } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import type { GaugeWord, MetLaunch, Observed } from '../observed.js';
import type { CheckResult } from '../check-result.js';
import { checks } from './index.js';

const memory = (peak: number, neural?: number) => ({
  footprintBytes: 50,
  footprintPeakBytes: peak,
  ...(neural !== undefined && { neuralBytes: neural }),
});

const helloOf = (kind: Hello['device']['kind'], state: Partial<Hello['state']> = {}, model = 'iPhone15,2'): Hello => ({
  event: 'hello',
  tNs: 1,
  v: contractVersion,
  launch: 'l',
  pid: 9,
  appBuild: 'b1',
  device: { kind, model, name: 'A phone' },
  os: { version: '17.5', build: '21F79' },
  state: { thermal: 'nominal', lowPowerMode: false, batteryLevel: 0.8, ...state },
  notes: [],
});

type ResultBody = StepResult extends infer Each
  ? Each extends StepResult
    ? Omit<Each, 'event' | 'tNs' | 'step'>
    : never
  : never;

/** A launch that succeeded with these results, one millisecond apart. */
function launch(id: string, hello: Hello, results: readonly ResultBody[], judged: JudgedImage[] = []): LaunchRecord {
  const events: Event[] = results.flatMap((result, step): Event[] => [
    { event: 'start', tNs: (2 * step + 1) * 1e6, step, do: result.do },
    { event: 'result', tNs: (2 * step + 2) * 1e6, step, ...result },
  ]);
  return ended(id, [hello, ...events], { status: 'ok' }, judged);
}

function ended(id: string, events: readonly Event[], outcome: Outcome, judged: JudgedImage[] = []): LaunchRecord {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    session: {
      type: 'session',
      at,
      udid,
      deviceName: 'A phone',
      osVersion: '17.5',
      appBuild: 'b1',
      installed: true,
      transport: 'tunnel',
    },
    finished: { type: 'finished', at, launch: id, startedAt: at, outcome },
    events,
    hello: events.find((event): event is Hello => event.event === 'hello'),
    judged,
  };
}

const load = (procedure: LoadProcedure, ms: number): ResultBody => ({
  do: 'load',
  loadNs: ms * 1e6,
  procedure,
  notes: [],
  ...memory(60, 7),
});
const compile = (reused: boolean): ResultBody => ({ do: 'compile', compileNs: 5e6, reused, ...memory(60) });
const measure = (peak: number, startsNs: readonly number[] = [0], neural?: number): ResultBody => ({
  do: 'measure',
  scope: 'predict',
  tiles: 1,
  latenciesNs: startsNs.map(() => 400_000),
  startsNs: [...startsNs],
  thermal: [[0, 'nominal']],
  ...memory(peak, neural),
});
const placement: ResultBody = { do: 'placement', shares: { cpu: 0.1, gpu: 0, ane: 0.9 } };
const enlarged = (outputBacked?: boolean): ResultBody => ({
  do: 'quality',
  image: 'cat',
  width: 2,
  height: 2,
  sha256: 'a'.repeat(64),
  parts: [{ path: 'outputs/cat.0', bytes: 12 }],
  latencyNs: 1,
  tiles: 1,
  ...(outputBacked !== undefined && { outputBacked }),
});
const sentinel: ResultBody = { do: 'sentinel', sentinelNs: 45e6 };
const purge = (existed: boolean): ResultBody => ({ do: 'purge', existed });
const pause = (waitedS: number): ResultBody => ({ do: 'pause', waitedNs: waitedS * 1e9 });
const cooldown = (thermal: ThermalState = 'nominal'): ResultBody => ({ do: 'cooldown', waitedNs: 1e9, thermal });
/** What a launch that measures does in first light, after its load. */
const timedSteps = [cooldown(), pause(2.1), sentinel, measure(300)] as const;
/** A launch as the host met it, whose end it awaited. */
const met = (more: Partial<MetLaunch>): MetLaunch => ({ calledAtMs: 0, helloAtMs: 1000, waits: 2, ...more });
const everySecond = [0, 1e9, 2e9];
const judged = (psnrYDb: number): JudgedImage[] => [
  { udid, launch: 'l', image: 'cat', output: 'a'.repeat(64), psnrYDb, fidelityDb: 58 },
];

/** The records of a phone on which every check passes. */
function good(hello = helloOf('physical')): { launches: Map<string, LaunchRecord>; observed: Observed } {
  const quality = [names.qualityCpu, names.qualityAll, names.qualityFlexible, names.qualitySystem];
  const measuring = (id: string, peak: number) => launch(id, hello, [measure(peak)]);
  const events = [hello, { event: 'start', tNs: 5, step: 0, do: 'measure' }] satisfies Event[];
  const launches = [
    launch(names.transfer, hello, [{ do: 'stage', files: 2, bytes: 12 }]),
    launch(names.installed[0], hello, [compile(false), load('after_install', 95)]),
    launch(names.installed[1], hello, [compile(true), load('after_install', 94)]),
    launch(names.purge[0], hello, [purge(true)]),
    launch(names.cold[0], hello, [compile(true), load('purged', 90), placement]),
    launch(names.warm[0], hello, [compile(true), load('prepared', 20), ...timedSteps]),
    launch(names.purge[1], hello, [purge(true)]),
    launch(names.cold[1], hello, [compile(true), load('purged', 80), placement]),
    launch(names.warm[1], hello, [compile(true), load('prepared', 25), ...timedSteps]),
    measuring(names.big, 900),
    measuring(names.small, 300),
    ended(names.killed, events, { status: 'crashed', step: 'measure' }),
    measuring(names.clock, 300),
    launch(names.paced, hello, [measure(300, everySecond)]),
    ...quality.map((id) =>
      launch(id, hello, [enlarged(hello.device.kind === 'virtual' ? undefined : true)], judged(34)),
    ),
  ];
  const sighting = (event: 'start' | 'result', tNs: number, notBeforeMs: number, notAfterMs: number) => ({
    ...{ event, do: 'measure', tNs, notBeforeMs, notAfterMs },
  });
  return {
    launches: new Map(launches.map((one) => [one.finished.launch, one])),
    observed: {
      sessionMs: 900,
      installMs: 2000,
      removal: { ms: 400 },
      installedBuild: 'b1',
      upgradeMs: 1500,
      absentNotification: { came: false, ms: 2050 },
      appStates: { missing: 'ended', before: 'ended', launched: 'unknown', measuring: 'running', killed: 'ended' },
      // The app's clock is 100 to 150 ms behind the host's, and the last event is at 2 ms.
      met: {
        [names.big]: met({ answerMs: 900, announcedAtMs: 9000 }),
        [names.clock]: met({ waits: 0 }),
        [names.paced]: met({ clockOffsetMs: { least: 100, most: 150 }, listenedFromMs: 1, announcedAtMs: 200 }),
      },
      locked: false,
      batteryLevel: 0.82,
      gauge: [word(1000, 100), word(9000, 120), word(29_100, 140)],
      push: { bytes: 8e6, ms: 1000 },
      pull: { bytes: 4e6, ms: 500, intact: true },
      killedIn: 'measure',
      crashReports: [],
      sightings: [sighting('start', 1e9, 1100, 1200), sighting('result', 9e9, 9050, 9150)],
      finalState: 'done',
      hostPsnrYDb: Object.fromEntries(quality.map((id) => [id, { cat: 34.05 }])),
    },
  };
}

/** A word of the gauge of a phone that draws 1.2 W. */
function word(atMs: number, count: number, more: Partial<BatteryReading> = {}): GaugeWord {
  const power = { systemLoadMw: 1210, inputMw: 4900, voltageMv: 4000, currentMa: 920 };
  return { atMs, reading: { temperatureC: 29.4, ...power, load: { sumMws: 1200 * count, count }, ...more } };
}

/** Judges a phone that differs from a good one in what `more` says. */
function judgeChanged(
  name: string,
  more: {
    launch?: LaunchRecord;
    observed?: Observed;
    hello?: Hello;
    osVersion?: string;
  } = {},
): CheckResult {
  const { launches, observed } = good(more.hello);
  if (more.launch) launches.set(more.launch.finished.launch, more.launch);
  const plan = planOf(
    [],
    [...launches.values()].map(({ finished, events }) => {
      const job = plannedLaunch(finished.launch).job;
      return plannedLaunch(finished.launch, {
        job: { ...job, steps: events.flatMap((event) => (event.event === 'start' ? stepLike(event.do) : [])) },
      });
    }),
  );
  const about = { osVersion: more.osVersion ?? '17.5', webDriverAgent: 'url' } as const;
  const phone = {
    ...emptyRecord,
    plan,
    launches: [...launches.values()],
  };
  return judge(name, evidenceOf(plan, about, phone, { ...observed, ...more.observed }));
}

/** The number of steps counts, and how long a pause was to be. */
const stepLike = (name: string): Step => (name === 'pause' ? { do: 'pause', durationS: 2 } : { do: 'stage' });

function judge(name: string, evidence: Evidence): CheckResult {
  const check = checks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check.judge(evidence);
}

const physical = helloOf('physical');
const emptyRecord = {
  runId: 'r',
  udid,
  plan: planOf([], []),
  sessions: [],
  launches: [],
  lost: [],
  triesOf: () => 0,
  failures: new Map(),
  attempts: [],
  coldLoadShown: undefined,
};

describe('the checks of first light', () => {
  for (const { name } of checks) {
    it(`${name} passes on a good phone`, () => {
      const osVersion = name === 'neural_memory_counted' ? '27.0' : '17.5';
      expect(judgeChanged(name, { osVersion })).to.include({ outcome: 'passed' });
    });

    it(`${name} does not pass where nothing happened`, () => {
      const nothing = evidenceOf(planOf([], []), { osVersion: '17.5', webDriverAgent: 'url' }, undefined, {});
      const { outcome } = judge(name, nothing);
      expect(outcome).to.equal(name === 'session' ? 'failed' : 'inconclusive');
    });

    it(`${name} is explained in docs/first-light.md`, () => {
      expect(readFileSync(join(projectRoot, 'docs/first-light.md'), 'utf8')).to.contain(`| \`${name}\``);
    });
  }

  it('keep figures of a virtual iPhone that mean something on an iPhone only, without judging them', () => {
    const hello = helloOf('virtual');
    expect(judgeChanged('push_time', { hello, observed: { push: { bytes: 8e6, ms: 9000 } } })).to.deep.equal({
      outcome: 'not_applicable',
      reason: 'not applicable on a virtual iPhone: no cable connects it to the host',
      figures: { pushed_bytes: 8e6, push_ms: 9000, push_megabytes_per_s: 0.89 },
    });
    const unjudged = checks.filter(({ name }) => judgeChanged(name, { hello }).outcome === 'not_applicable');
    expect(unjudged.map(({ name }) => name)).to.deep.equal([
      'push_time',
      'placement',
      'output_backings',
      'neural_memory_readable',
      'neural_memory_counted',
      'sentinel_useful',
      'thermal_state',
      'cools_down',
      'low_power_off',
      'battery_readable',
    ]);
  });

  it('ask nothing of a battery that tells nothing, and decide nothing where its gauge said too little', () => {
    const outcomes = (gauge: readonly GaugeWord[]): string[] =>
      ['battery_temperature', 'power_unit', 'power_refresh'].map(
        (name) => judgeChanged(name, { observed: { gauge } }).outcome,
      );
    expect(outcomes([])).to.deep.equal(['not_applicable', 'not_applicable', 'not_applicable']);
    expect(outcomes([{ atMs: 1, reading: { temperatureC: 30 } }])).to.deep.equal([
      'passed',
      'not_applicable',
      'not_applicable',
    ]);
    expect(outcomes([word(1, 5), word(2, 6)])).to.deep.equal(['passed', 'passed', 'inconclusive']);
  });

  it('take an older iOS without an upscaler of its own as it is', () => {
    const older = { launch: ended(names.qualitySystem, [physical], { status: 'unsupported', reason: 'needs iOS 26' }) };
    expect(judgeChanged('system_upscaler', older)).to.include({ outcome: 'not_applicable', reason: 'needs iOS 26' });
    expect(judgeChanged('every_launch_ends', older)).to.include({ outcome: 'passed' });
  });

  it('do not judge the loads of a simulator, which are those of its Mac', () => {
    const hello = helloOf('simulator');
    const outcomes = ['purge_finds_cache', 'cold_load_slower'].map((name) => judgeChanged(name, { hello }).outcome);
    expect(outcomes).to.deep.equal(['not_applicable', 'not_applicable']);
  });

  const onLostTunnel = (record: LaunchRecord): LaunchRecord => ({
    ...record,
    finished: { ...record.finished, wayTrouble: 'tunnel lost: the registry is gone' },
  });
  const crashed = (id: string) => ended(id, [physical], { status: 'crashed', step: 'load' });
  const wrong: [string, string, Parameters<typeof judgeChanged>[1]][] = [
    [
      'a launch without a hello',
      'launch_arguments',
      { launch: ended(names.big, [], { status: 'timed_out', afterMs: 1 }) },
    ],
    ['a launch that crashed', 'every_launch_ends', { launch: crashed(names.big) }],
    [
      'a result that is missing',
      'container_path',
      { launch: { ...launch(names.big, physical, [measure(1), measure(1)]), events: [physical, physical] } },
    ],
    ['a status that is not done', 'container_path', { observed: { finalState: 'running' } }],
    [
      'a file that arrives damaged',
      'transfer',
      { launch: ended(names.transfer, [physical], { status: 'error', step: 'stage', reason: 'x' }) },
    ],
    ['a pull that differs', 'transfer', { observed: { pull: { bytes: 4, ms: 1, intact: false } } }],
    ['a slow cable', 'push_time', { observed: { push: { bytes: 8e6, ms: 5000 } } }],
    ['a second compilation of a model', 'compiled_kept', { launch: launch(names.warm[1], physical, [compile(false)]) }],
    [
      'no placement from iOS 17.4 on',
      'placement',
      { launch: launch(names.cold[0], physical, [{ do: 'placement', reason: 'nil' }]) },
    ],
    ['placement before iOS 17.4', 'placement', { osVersion: '17.3' }],
    [
      "a phone with iOS 26 that refuses the frames of iOS's own upscaler",
      'system_upscaler',
      {
        osVersion: '26.1',
        launch: ended(names.qualitySystem, [physical], { status: 'unsupported', reason: 'it offers no factor' }),
      },
    ],
    [
      "pictures of iOS's own upscaler in wrong colours",
      'system_upscaler',
      { osVersion: '26.1', launch: launch(names.qualitySystem, physical, [enlarged()], judged(31)) },
    ],
    [
      'another image than the host computes',
      'psnr_on_all_units',
      { launch: launch(names.qualityAll, physical, [enlarged(true)], judged(33.94)) },
    ],
    [
      'outputs in other memory than the app provided',
      'output_backings',
      { launch: launch(names.qualityAll, physical, [enlarged(false)], judged(34)) },
    ],
    [
      'an app that does not report where outputs lay',
      'output_backings',
      { launch: launch(names.qualityAll, physical, [enlarged()], judged(34)) },
    ],
    ['a peak that does not reset', 'peak_memory_resets', { launch: launch(names.small, physical, [measure(900)]) }],
    ['memory above its peak', 'memory_readable', { launch: launch(names.small, physical, [measure(49)]) }],
    ['an app that cannot be killed', 'kill_classified', { launch: launch(names.killed, physical, [measure(1)]) }],
    ['a kill that the events place in another step', 'kill_classified', { launch: crashed(names.killed) }],
    ['no launch after the kill', 'recovers_from_kill', { launch: crashed(names.clock) }],
    ['a tunnel that is lost', 'tunnel_lasts', { launch: onLostTunnel(launch(names.small, physical, [measure(90)])) }],
    ['a hot phone', 'thermal_state', { hello: helloOf('physical', { thermal: 'serious' }) }],
    ['Low Power Mode', 'low_power_off', { hello: helloOf('physical', { lowPowerMode: true }) }],
    ['degrees in other units', 'battery_temperature', { observed: { gauge: [word(1, 5, { temperatureC: 85 })] } }],
    ['a load in other units', 'power_unit', { observed: { gauge: [word(1, 5, { systemLoadMw: 12_100 })] } }],
    [
      'a gauge that counts twice a second',
      'power_refresh',
      { observed: { gauge: [word(1000, 100), word(9000, 120), word(29_000, 160)] } },
    ],
    [
      'a gauge that hardly ever speaks',
      'power_refresh',
      { observed: { gauge: [word(1000, 100), word(9000, 120), word(109_000, 220)] } },
    ],
    ['charges two steps apart', 'battery_readable', { observed: { batteryLevel: 0.7 } }],
    [
      'crash reports that cannot be read',
      'crash_reports',
      { observed: { crashReports: undefined, troubles: { crash_reports: 'no such service' } } },
    ],
    [
      'memory below its neural part on iOS 27',
      'neural_memory_counted',
      { launch: launch(names.small, physical, [measure(90, [0], 51)]), osVersion: '27.0' },
    ],
    ['a locked phone', 'screen_unlocked', { observed: { locked: true } }],
    [
      'a sentinel that is too short',
      'sentinel_useful',
      { launch: launch(names.warm[0], physical, [{ do: 'sentinel', sentinelNs: 9e6 }]) },
    ],
    [
      'a sentinel that is too short for an A17',
      'sentinel_useful',
      {
        hello: helloOf('physical', {}, 'iPhone16,1'),
        launch: launch(names.warm[0], physical, [{ do: 'sentinel', sentinelNs: 19e6 }]),
      },
    ],
    ['an app that is still there after its removal', 'build_found', { observed: { removal: { ms: 1, build: 'b0' } } }],
    ['another build than the app says', 'build_found', { observed: { installedBuild: 'b0' } }],
    ['a phone that names no build', 'build_found', { observed: { installedBuild: undefined } }],
    ['a slow launch', 'launch_time', { observed: { met: { [names.big]: met({ helloAtMs: 10_001 }) } } }],
    ['a running app that is called ended', 'app_states', { observed: { appStates: { measuring: 'ended' } } }],
    ['a killed app that is called running', 'app_states', { observed: { appStates: { killed: 'running' } } }],
    ['a missing app that is called running', 'app_states', { observed: { appStates: { missing: 'running' } } }],
    [
      'ends that nothing announced',
      'end_announced',
      { observed: { met: { [names.paced]: met({ listenedFromMs: 1 }) } } },
    ],
    [
      'a late announcement',
      'end_announced',
      {
        observed: {
          met: { [names.paced]: met({ clockOffsetMs: { least: 100, most: 150 }, announcedAtMs: 1153 }) },
        },
      },
    ],
    [
      'an announcement that got lost',
      'no_announcement_lost',
      { observed: { met: { [names.paced]: met({ listenedFromMs: 2 }) } } },
    ],
    [
      'a notification from nowhere',
      'absent_notification',
      { observed: { absentNotification: { came: true, ms: 2000 } } },
    ],
    ['a wait that does not wait', 'absent_notification', { observed: { absentNotification: { came: false, ms: 3 } } }],
    [
      'a WebDriverAgent that cannot wait',
      'absent_notification',
      { observed: { absentNotification: undefined, troubles: { notification: 'unknown command' } } },
    ],
    [
      'an upgrade that the app does not notice',
      'installation_noticed',
      { launch: launch(names.installed[1], physical, [compile(true), load('prepared', 20)]) },
    ],
    ['a purge that finds nothing', 'purge_finds_cache', { launch: launch(names.purge[1], physical, [purge(false)]) }],
    [
      'a load after a purge that is called prepared',
      'purge_finds_cache',
      { launch: launch(names.cold[1], physical, [load('prepared', 80)]) },
    ],
    [
      'a launch that was disturbed',
      'scene_active',
      { observed: { disturbed: { [names.warm[0]]: 'the scene became inactive, in measure' } } },
    ],
    [
      'a pause that was too short',
      'scene_active',
      { launch: launch(names.warm[0], physical, [pause(1.9), measure(300)]) },
    ],
    [
      'predictions without a rest',
      'paced_prediction',
      { launch: launch(names.paced, physical, [measure(300, [0, 1e9, 1.4e9])]) },
    ],
    ['a phone that stays warm', 'cools_down', { launch: launch(names.warm[0], physical, [cooldown('fair')]) }],
  ];
  for (const [what, name, more] of wrong) {
    it(`${name} fails for ${what}, and says what to do`, () => {
      const found = judgeChanged(name, more);
      expect(found.outcome).to.equal('failed');
      expect(found.outcome === 'failed' && found.remedy).to.match(/^[A-Z].*[^.]$/);
    });
  }

  it('ask for no placement before iOS 17.4', () => {
    const without = launch(names.cold[0], physical, [{ do: 'placement', reason: 'needs iOS 17.4' }]);
    expect(judgeChanged('placement', { launch: without, osVersion: '17.3.1' }).outcome).to.equal('not_applicable');
  });

  describe('compare first, purged and prepared loads, and', () => {
    /** The prepared loads of a good phone take 20 and 25 ms. */
    const judgeLoads = (afterInstallMs: Pair, purgedMs: Pair): CheckResult => {
      const { launches, observed } = good();
      for (const index of [0, 1] as const) {
        const [first, cold] = [names.installed[index], names.cold[index]];
        launches.set(first, launch(first, physical, [load('after_install', afterInstallMs[index])]));
        launches.set(cold, launch(cold, physical, [load('purged', purgedMs[index])]));
      }
      const phone = { ...emptyRecord, launches: [...launches.values()] };
      const about = { osVersion: '17.5', webDriverAgent: 'url' } as const;
      return judge('cold_load_slower', evidenceOf(phone.plan, about, phone, observed));
    };
    type Pair = readonly [number, number];

    it('decide nothing when purged loads are hardly slower, which two pairs may be by chance', () => {
      expect(judgeLoads([90, 90], [26, 28])).to.have.property('outcome', 'inconclusive');
    });

    it('pass when every purged load is slower by half than every prepared one', () => {
      expect(judgeLoads([90, 90], [38, 80])).to.deep.equal({
        outcome: 'passed',
        figures: {
          after_install_load_ms: [90, 90],
          purged_load_ms: [38, 80],
          prepared_load_ms: [20, 25],
          slower_than_prepared: ['after_install', 'purged'],
        },
      });
    });

    it('are inconclusive when the times overlap', () => {
      expect(judgeLoads([90, 90], [22, 80]).outcome).to.equal('inconclusive');
    });

    it('fail when a purge makes no load slower, and say whether an installation does', () => {
      expect(judgeLoads([21, 90], [19, 20])).to.include({
        outcome: 'failed',
        reason: 'the loads after a purge were as fast as the prepared ones',
      });
      expect(judgeLoads([80, 90], [19, 20])).to.include({
        outcome: 'failed',
        reason: 'only the first load after an installation was slower than a prepared one',
      });
    });
  });

  it('take charges for the same that differ by one step of 5 % as float32', () => {
    const charges = (app: number, batteryLevel: number) =>
      judgeChanged('battery_readable', {
        hello: helloOf('physical', { batteryLevel: app }),
        observed: { batteryLevel },
      });
    for (const percent of Array.from({ length: 19 }, (_, index) => 5 * (index + 1))) {
      const [lower, upper] = [Math.fround(percent / 100), Math.fround((percent + 5) / 100)];
      expect(charges(lower, upper).outcome, String(percent)).to.equal('passed');
    }
    expect(charges(0.9, 0.84).outcome).to.equal('failed');
  });

  it('let a sentinel of 45 ms pass on every phone, and one of 60 ms on those before the A17 only', () => {
    const sentinelOf = (model: string, ms: number) => {
      const hello = helloOf('physical', {}, model);
      const took = launch(names.warm[0], hello, [{ do: 'sentinel', sentinelNs: ms * 1e6 }]);
      return judgeChanged('sentinel_useful', { hello, launch: took }).outcome;
    };
    expect(sentinelOf('iPhone15,5', 45)).to.equal('passed');
    expect(sentinelOf('iPhone18,1', 45)).to.equal('passed');
    expect(sentinelOf('iPhone15,5', 60)).to.equal('passed');
    expect(sentinelOf('iPhone16,1', 60)).to.equal('failed');
  });

  it('are inconclusive about states that the phone does not tell, and hold unknown ones against nobody', () => {
    const states = (appStates: Observed['appStates']) =>
      judgeChanged('app_states', { observed: { appStates } }).outcome;
    expect(states({ measuring: 'unknown', killed: 'ended' })).to.equal('inconclusive');
    expect(states({ missing: 'unknown', before: 'unknown', measuring: 'running', killed: 'ended' })).to.equal('passed');
  });

  it('say between which bounds an end was announced too late, and decide nothing by wide ones', () => {
    const { figures } = judgeChanged('end_announced');
    expect(figures).to.deep.equal({ awaited: 2, heard: 2, late_at_least_ms: [48], late_at_most_ms: [98] });
    const wide = met({ clockOffsetMs: { least: -2000, most: 150 }, announcedAtMs: 200 });
    const outcome = judgeChanged('end_announced', { observed: { met: { [names.paced]: wide } } }).outcome;
    expect(outcome).to.equal('inconclusive');
  });

  it('miss no announcement that may have come before the host listened', () => {
    const early = { [names.paced]: met({ listenedFromMs: 3 }) };
    expect(judgeChanged('no_announcement_lost', { observed: { met: early } }).outcome).to.equal('inconclusive');
  });

  it('count launches that were answered with an error', () => {
    const refused = { observed: { met: { [names.big]: met({ refusal: 'still attaching' }) } } };
    expect(judgeChanged('launch_time', refused)).to.deep.equal({
      outcome: 'passed',
      figures: { hello_ms: [1000], answer_ms: [], answered_with_an_error: 1 },
    });
  });

  it('fail a clock outside what the host saw, and are inconclusive when the host looked too seldom', () => {
    const clock = (appMs: number, notBeforeMs: number, notAfterMs: number) => {
      const sightings = [
        { event: 'start' as const, do: 'measure', tNs: 0, notBeforeMs: 0, notAfterMs: 100 },
        { event: 'result' as const, do: 'measure', tNs: appMs * 1e6, notBeforeMs, notAfterMs },
      ];
      return judgeChanged('clock_agrees', { observed: { sightings } }).outcome;
    };
    expect(clock(8000, 8000, 8200)).to.equal('passed');
    // mach_absolute_time() counts 24 million ticks a second on iPhones.
    expect(clock((8000 * 24) / 1000, 8000, 8200)).to.equal('failed');
    expect(clock(8000, 5000, 12_000)).to.equal('inconclusive');
  });
});
