import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planOf, plannedLaunch, udid } from '../../../test/hand-made-run.js';
import type { Event, Hello, StepResult } from '../../contract/events.js';
import type { Outcome } from '../../contract/outcome.js';
import { firstLightLaunches as names } from '../plan.js';
import { projectRoot } from '../../project.js';
import type { LaunchRecord } from '../../results/launch-record.js';
import type { JudgedImage } from '../../results/quality-file.js';
import { evidenceOf } from '../evidence.js';
import type { Evidence } from '../evidence.js';
import type { Observed } from '../observed.js';
import type { CheckResult } from '../check-result.js';
import { checks } from './index.js';

const memory = (peak: number, neural?: number) => ({
  footprintBytes: 50,
  footprintPeakBytes: peak,
  ...(neural !== undefined && { neuralBytes: neural }),
});

const helloOf = (kind: Hello['device']['kind'], state: Partial<Hello['state']> = {}): Hello => ({
  event: 'hello',
  tNs: 1,
  v: 1,
  launch: 'l',
  pid: 9,
  appBuild: 'b1',
  device: { kind, model: 'iPhone15,2', name: 'A phone' },
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
    session: { type: 'session', at, udid, deviceName: 'A phone', osVersion: '17.5', appBuild: 'b1' },
    finished: { type: 'finished', at, launch: id, startedAt: at, outcome },
    events,
    hello: events.find((event): event is Hello => event.event === 'hello'),
    judged,
  };
}

const load = (procedure: 'purged' | 'prepared', ms: number): ResultBody => ({
  do: 'load',
  loadNs: ms * 1e6,
  procedure,
  notes: [],
  ...memory(60, 7),
});
const compile = (reused: boolean): ResultBody => ({ do: 'compile', compileNs: 5e6, reused, ...memory(60) });
const measure = (peak: number): ResultBody => ({
  do: 'measure',
  scope: 'predict',
  tiles: 1,
  latenciesNs: [400_000],
  startsNs: [0],
  thermal: [[0, 'nominal']],
  ...memory(peak),
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
const judged = (psnrYDb: number): JudgedImage[] => [
  { udid, launch: 'l', image: 'cat', output: 'a'.repeat(64), psnrYDb, fidelityDb: 58 },
];

/** The records of a phone on which every check passes. */
function good(hello = helloOf('physical')): { launches: Map<string, LaunchRecord>; observed: Observed } {
  const quality = [names.qualityCpu, names.qualityAll, names.qualityFlexible];
  const measuring = (id: string, peak: number) => launch(id, hello, [measure(peak)]);
  const events = [hello, { event: 'start', tNs: 5, step: 0, do: 'measure' }] satisfies Event[];
  const launches = [
    launch(names.transfer, hello, [{ do: 'stage', files: 2, bytes: 12 }]),
    launch(names.cold[0], hello, [compile(false), load('purged', 90), placement]),
    launch(names.warm[0], hello, [compile(true), load('prepared', 20), sentinel]),
    launch(names.cold[1], hello, [compile(true), load('purged', 80), placement]),
    launch(names.warm[1], hello, [compile(true), load('prepared', 25), sentinel]),
    measuring(names.big, 900),
    measuring(names.small, 300),
    ended(names.killed, events, { status: 'crashed', step: 'measure' }),
    measuring(names.clock, 300),
    ...quality.map((id) =>
      launch(id, hello, [enlarged(hello.device.kind === 'virtual' ? undefined : true)], judged(34)),
    ),
  ];
  const at = (event: 'start' | 'result', tNs: number, notBeforeMs: number, notAfterMs: number) => ({
    ...{ event, do: 'measure', tNs, notBeforeMs, notAfterMs },
  });
  return {
    launches: new Map(launches.map((one) => [one.finished.launch, one])),
    observed: {
      sessionMs: 900,
      installMs: 2000,
      locked: false,
      batteryLevel: 0.82,
      push: { bytes: 8e6, ms: 1000 },
      pull: { bytes: 4e6, ms: 500, intact: true },
      killedIn: 'measure',
      sightings: [at('start', 1e9, 100, 200), at('result', 9e9, 8050, 8150)],
      finalState: 'done',
      hostPsnrYDb: Object.fromEntries(quality.map((id) => [id, { cat: 34.05 }])),
    },
  };
}

/** Judges a phone that differs from a good one in what `more` says. */
function judgeChanged(
  name: string,
  more: { launch?: LaunchRecord; observed?: Observed; hello?: Hello; osVersion?: string } = {},
): CheckResult {
  const { launches, observed } = good(more.hello);
  if (more.launch) launches.set(more.launch.finished.launch, more.launch);
  const plan = planOf(
    [],
    [...launches.values()].map(({ finished, events }) => {
      const job = plannedLaunch(finished.launch).job;
      return plannedLaunch(finished.launch, {
        job: { ...job, steps: Array.from({ length: events.length >> 1 }, () => ({ do: 'stage' as const })) },
      });
    }),
  );
  const about = { osVersion: more.osVersion ?? '17.5', webDriverAgent: 'url' } as const;
  const phone = {
    runId: 'r',
    udid,
    plan,
    sessions: [],
    launches: [...launches.values()],
    lost: [],
    tries: new Map<string, number>(),
    attempts: [],
  };
  return judge(name, evidenceOf(plan, about, phone, { ...observed, ...more.observed }));
}

function judge(name: string, evidence: Evidence): CheckResult {
  const check = checks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check.judge(evidence);
}

const physical = helloOf('physical');

describe('the checks of first light', () => {
  for (const { name } of checks) {
    it(`${name} passes on a good phone`, () => {
      expect(judgeChanged(name)).to.include({ outcome: 'passed' });
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
    const slow = { launch: launch(names.cold[0], hello, [compile(false), load('purged', 1), placement]), hello };
    expect(judgeChanged('cold_load_slower', slow)).to.deep.equal({
      outcome: 'not_applicable',
      reason: 'not applicable on a virtual iPhone: the host loads the models and keeps nothing that could be purged',
      figures: { cold_load_ms: [1, 80], warm_load_ms: [20, 25] },
    });
    const unjudged = checks.filter(({ name }) => judgeChanged(name, { hello }).outcome === 'not_applicable');
    expect(unjudged.map(({ name }) => name)).to.deep.equal([
      'screen_unlocked',
      'push_time',
      'cold_load_slower',
      'placement',
      'output_backings',
      'neural_memory_readable',
      'thermal_state',
      'low_power_off',
      'battery_readable',
      'sentinel_useful',
    ]);
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
    ['a hot phone', 'thermal_state', { hello: helloOf('physical', { thermal: 'serious' }) }],
    ['Low Power Mode', 'low_power_off', { hello: helloOf('physical', { lowPowerMode: true }) }],
    ['two charges', 'battery_readable', { observed: { batteryLevel: 0.7 } }],
    ['a locked phone', 'screen_unlocked', { observed: { locked: true } }],
    [
      'a sentinel that is too short',
      'sentinel_useful',
      { launch: launch(names.warm[0], physical, [{ do: 'sentinel', sentinelNs: 9e6 }]) },
    ],
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

  it('fail purged loads that are as fast as prepared ones, and are inconclusive when the times overlap', () => {
    const { launches } = good();
    const outcome = (coldMs: readonly [number, number]) => {
      const again = new Map(launches);
      for (const [index, id] of names.cold.entries())
        again.set(id, launch(id, physical, [load('purged', coldMs[index] ?? 0)]));
      const plan = planOf([], []);
      const phone = {
        runId: 'r',
        udid,
        plan,
        sessions: [],
        launches: [...again.values()],
        lost: [],
        tries: new Map<string, number>(),
        attempts: [],
      };
      const about = { osVersion: '17.5', webDriverAgent: 'url' } as const;
      return judge('cold_load_slower', evidenceOf(plan, about, phone, {})).outcome;
    };
    expect(outcome([26, 80])).to.equal('passed');
    expect(outcome([22, 80])).to.equal('inconclusive');
    expect(outcome([19, 20])).to.equal('failed');
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
