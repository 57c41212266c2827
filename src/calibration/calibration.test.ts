import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { eventsOf } from '../../test/events-of.js';
import {
  finished,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import type { Event } from '../contract/events.js';
import type { Plan } from '../plan/plan.js';
import { planSchema } from '../plan/plan.js';
import { readNoiseFloor } from '../results/noise-floor.js';
import { provenanceFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { keepFloors } from './keep-floors.js';
import type { Calibrated } from './keep-floors.js';
import { calibrationPlan, isCalibration } from './plan.js';
import { calibrationsIn } from './runs.js';

const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];

/** A sweep's plan with a case on the CPU, one on all units, and a paced one. */
function sweep(): Plan {
  const on = { arm: 'a', image: 'p.png', tiles };
  const cases = [
    plannedCase('net-cpuOnly-64x64', { computeUnits: 'cpuOnly' }),
    plannedCase('net-all-64x64-paced', { paceHz: 1 }),
    plannedCase('net-all-64x64'),
  ];
  const launches = cases.map(({ id, computeUnits }) => {
    const { job, ...launch } = plannedLaunch(`measure-${id}`, { case: id, computeUnits });
    const steps: typeof job.steps = [
      { do: 'stage' },
      { do: 'load', arm: 'a' },
      { do: 'warmup', ...on, count: 2 },
      { do: 'measure', ...on, count: 200, minNs: 0, scope: 'predict' },
    ];
    return { ...launch, job: { ...job, images: { 'p.png': { path: 'images/p.rgb', width: 64, height: 64 } }, steps } };
  });
  return planOf(cases, launches);
}

describe('the plan of a calibration', () => {
  it('has the case of a sweep on all units take turns with itself, on whatever phones there are', () => {
    const plan = calibrationPlan(sweep(), { launches: 8, turn: 1 });
    expect(planSchema.safeParse(JSON.parse(JSON.stringify(plan))).error).to.equal(undefined);
    expect(plan.name).to.equal('calibrate-hand-made');
    expect(plan.launches).to.have.length(8);
    for (const { kind, case: caseId, devices, job } of plan.launches) {
      expect([kind, caseId, devices]).to.deep.equal(['confirm', 'net-all-64x64', undefined]);
      expect(job.arms['a']).to.deep.equal(job.arms['b']);
      const measured = job.steps.flatMap((step) => (step.do === 'measure' ? [`${step.arm}${String(step.count)}`] : []));
      expect(measured.join(' ')).to.be.oneOf(['a20 b20 b20 a20 a20 b20 b20 a20', 'b20 a20 a20 b20 b20 a20 a20 b20']);
    }
    expect(isCalibration(plan)).to.equal(true);
    expect(isCalibration(sweep())).to.equal(false);
  });

  it('takes another case where one is named, and says which there are where it is none', async () => {
    const named = calibrationPlan(sweep(), { launches: 8, turn: 1, caseId: 'net-cpuOnly-64x64' });
    expect(named.launches[0]?.case).to.equal('net-cpuOnly-64x64');
    const asked = () => calibrationPlan(sweep(), { launches: 8, turn: 1, caseId: 'nett' });
    const { message } = await problemOf(() => Promise.resolve().then(asked));
    expect(message).to.equal(
      '--case nett: sweep hand-made measures no such case; name one of net-cpuOnly-64x64, net-all-64x64',
    );
  });

  it('names its launches anew each time', () => {
    const ids = [1, 2].map((turn) => calibrationPlan(sweep(), { launches: 8, turn }).launches.map(({ id }) => id));
    expect(ids[0]).not.to.include.oneOf(ids[1] ?? []);
  });
});

describe('a calibration', () => {
  let root: string;
  beforeEach(() => {
    root = join(temporaryFolder().path, 'results');
  });

  interface Measured {
    readonly launches?: number;
    /** By how much arm b is slower in a launch, as a logarithm. */
    readonly excess?: (launch: number) => number;
    readonly osBuild?: string;
    readonly appBuild?: string;
    readonly state?: Partial<Extract<Event, { event: 'hello' }>['state']>;
    readonly fleet?: { readonly seed: number };
  }

  /** What phones leave of the turn-th calibration, of which the launches differ by turns of one percent. */
  function measure(turn: number, { launches = 8, excess, osBuild, appBuild, state, fleet }: Measured = {}): RunFolder {
    const spread = excess ?? ((n: number) => (n % 2 === 0 ? 0.01 : -0.01));
    const plan = calibrationPlan(sweep(), { launches: 8, turn });
    const events = Object.fromEntries(
      plan.launches.slice(0, launches).map((launch, n) => [
        launch.id,
        eventsOf(launch.job, (arm) => 5e6 * Math.exp(arm === 'b' ? spread(n) : 0)).map((event) =>
          event.event === 'hello'
            ? {
                ...event,
                ...(appBuild !== undefined && { appBuild }),
                os: { ...event.os, ...(osBuild !== undefined && { build: osBuild }) },
                state: { ...event.state, ...state },
              }
            : event,
        ),
      ]),
    );
    const id = `2026-01-0${String(turn)}T00-00-00-calibrate-hand-made`;
    mkdirSync(join(root, id), { recursive: true });
    const entries = Object.keys(events).flatMap((launch) => [started(launch), finished(launch, { status: 'ok' })]);
    const folder = writeRun(
      join(root, id),
      plan,
      [session(appBuild === undefined ? {} : { appBuild }), ...entries],
      events,
    );
    const drawn = fleet && { file: '/lab/fleet.yaml', latency: 'modelled', ...fleet, night: 1, sha256: 'f' };
    writeFileSync(
      provenanceFile(folder),
      JSON.stringify({ ...sampleProvenance, run_id: id, ...(drawn && { fleet: drawn }) }),
    );
    return folder;
  }

  const only = (found: readonly Calibrated[]): Calibrated => {
    expect(found).to.have.length(1);
    return found[0] as Calibrated;
  };
  const floorOf = (folder: RunFolder) => {
    const one = only(keepFloors(folder));
    if (one.kind !== 'kept') throw new Error(one.why);
    return one.floor;
  };

  it('keeps what the phone can see where the gate looks for it, with the conditions', () => {
    const run = measure(1, { state: { thermal: 'fair', lowPowerMode: false, batteryLevel: 0.55 } });
    const floor = floorOf(run);
    expect(readNoiseFloor({ path: join(root, 'another-run'), id: 'x' }, { udid, osBuild: '21F79' })).to.deep.equal(
      floor,
    );
    expect(floor.launches).to.equal(8);
    // Four launches a percent up and four down: the root of 8 / 7 of a percent.
    expect(floor.launch_sd).to.be.closeTo(0.01 * Math.sqrt(8 / 7), 1e-6);
    // SciPy: e = .01 * sqrt(8 / 7) / sqrt(n); expm1(t.ppf(sqrt(.8), n - 1) * e + max(t.ppf(.995, n - 1) * e, log1p(.02))), n 8 and 12
    expect(floor.nightly_sees).to.be.closeTo(0.025_319_72, 1e-7);
    expect(floor.strict_sees).to.be.closeTo(0.024_188_14, 1e-7);
    expect(floor).to.deep.include({
      runs: [run.id],
      case_id: 'net-all-64x64',
      app_build: 'b1',
      os_version: '17.5',
      thermal_worst: 'fair',
      battery_lowest: 0.55,
      is_rough: true,
      is_biased: false,
    });
  });

  it('counts with the nights before it until there are as many launches as one takes', () => {
    const launches = [1, 2, 3, 4, 5].map((turn) => {
      const floor = floorOf(measure(turn));
      return [floor.launches, floor.is_rough, floor.runs.length];
    });
    expect(launches).to.deep.equal([
      [8, true, 1],
      [16, true, 2],
      [24, true, 3],
      [32, false, 4],
      [32, false, 4],
    ]);
    expect(calibrationsIn(root)).to.have.length(5);
  });

  const others: Readonly<Record<string, Measured>> = {
    'another iOS': { osBuild: '21G80' },
    'another build of the app': { appBuild: 'b2' },
    'another model of phones': { fleet: { seed: 2 } },
  };
  for (const [what, before] of Object.entries(others)) {
    it(`does not count with one of ${what}`, () => {
      keepFloors(measure(1, before));
      expect(floorOf(measure(2, what.includes('model') ? { fleet: { seed: 1 } } : {})).launches).to.equal(8);
    });
  }

  it('after an iOS update leaves what was known of the iOS before', () => {
    keepFloors(measure(1));
    keepFloors(measure(2, { osBuild: '21G80', excess: (n) => (n % 2 === 0 ? 0.05 : -0.05) }));
    const read = (osBuild: string) => readNoiseFloor({ path: join(root, 'run'), id: 'run' }, { udid, osBuild });
    expect(read('21F79')?.launch_sd).to.be.below(0.02);
    expect(read('21G80')?.launch_sd).to.be.above(0.05);
  });

  it('that tells equal packages apart says so', () => {
    expect(floorOf(measure(1, { excess: (n) => 0.02 + n * 0.0001 })).is_biased).to.equal(true);
  });

  it('with too few whole launches keeps nothing, and says how many there are', () => {
    const found = only(keepFloors(measure(1, { launches: 5 })));
    expect(found).to.include({ kind: 'unusable', why: '5 whole launches of the 8 it takes' });
    expect(only(keepFloors(measure(2, { launches: 0 })))).to.include({ why: 'no launch ended well' });
    expect(readNoiseFloor({ path: join(root, 'run'), id: 'run' }, { udid, osBuild: '21F79' })).to.equal(undefined);
  });

  it('passes over an earlier one whose plan cannot be read', () => {
    const { path } = measure(1);
    writeFileSync(join(path, 'plan.json'), readFileSync(join(path, 'plan.json'), 'utf8').slice(0, 100));
    expect(floorOf(measure(2)).launches).to.equal(8);
  });
});
