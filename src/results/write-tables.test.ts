import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { rowsOf } from '../../test/rig/run-folder.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import type { Row } from '../../test/rig/run-folder.js';
import type { TemporaryFolder } from '../../test/rig/temporary-folder.js';
import {
  enlarged,
  finished,
  measured,
  plannedCase,
  plannedLaunch,
  planOf,
  session,
  started,
  udid,
  writeRun,
} from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { sampleProvenance } from '../../test/sample-provenance.js';
import type { Event, LoadProcedure } from '../contract/events.js';
import type { Outcome } from '../contract/outcome.js';
import { keepColdLoadFinding } from './cold-load-finding.js';
import type { Entry } from './journal.js';
import type { Step } from '../contract/job.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { JudgedImage } from './quality-file.js';
import { eventsFile, journalFile, planFile } from './run-folder.js';
import { tables, writeTables } from './write-tables.js';

/** The columns that readers of results.csv count on. More may come; none may go or change its name. */
const promised =
  `schema_version run_id case_id status reason device_udid device_name lab_name device_model device_kind latency_source
os_version os_build os_epoch app_build variant family technique function variant_sha256 model_format params nonzero_params
zero_share removed_share package_bytes weight_bytes weight_dtype compute_dtype compute_units image_width image_height
scale tiles pace_hz launches iterations latency_median_ms latency_ci_low_ms latency_ci_high_ms latency_ci_kind latency_mean_ms
latency_min_ms latency_p90_ms latency_p95_ms latency_p99_ms latency_max_ms end_to_end_median_ms first_prediction_ms
compile_ms cold_load_ms cold_load_shown warm_load_ms load_procedure memory_load_peak_bytes memory_predict_peak_bytes memory_model_bytes
memory_neural_bytes testset psnr_y_db psnr_rgb_db ssim_y ms_ssim ssimulacra2 flip niqe lpips dists psnr_delta_db fidelity_db
wrong_outputs
wrong_outputs_blame reference_variant placed_cpu_share
placed_gpu_share placed_ane_share observed_unit thermal_start thermal_end thermal_worst sentinel_before_ms
sentinel_after_ms anchor_variant anchor_median_ms anchor_all_median_ms throttled battery_level low_power_mode outlier_rate
lag1_autocorrelation drift_per_minute warnings started_at
finished_at`.split(/\s+/);

/** An attempt that was lost to the cable, a second after it began. */
const lost = (launch: string): Entry => ({
  type: 'lost',
  at: '2026-01-01T00:00:11.000Z',
  launch,
  startedAt: '2026-01-01T00:00:10.000Z',
  loss: { cause: 'cable', detail: 'no device' },
});

describe('the tables of a run', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const table = (name: string): Row[] => rowsOf(join(folder.path, `${name}.csv`));

  function write(
    plan: Plan,
    entries: Entry[],
    events: Readonly<Record<string, readonly Event[]>> = {},
    judged: readonly JudgedImage[] = [],
  ): Row[] {
    writeTables(writeRun(folder.path, plan, [session(), ...entries], events, judged));
    return table('results');
  }

  /** The row of a case that was launched once for each list of latencies, in nanoseconds. */
  function rowOf(perLaunch: readonly (readonly number[])[]): Row {
    const ids = perLaunch.map((_, index) => `m${String(index)}`);
    const launches = ids.map((id) => plannedLaunch(id, { case: 'c' }));
    const entries = ids.flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
    const events = Object.fromEntries(ids.map((id, index) => [id, measured(perLaunch[index] ?? [])]));
    const [row] = write(planOf([plannedCase('c')], launches), entries, events);
    if (row === undefined) throw new Error('no row');
    return row;
  }

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => (index + 1) * 1_000_000);

  it('have the promised columns, each once', () => {
    for (const { columns } of tables) {
      const names: readonly string[] = columns.map(({ name }) => name);
      expect(new Set(names)).to.have.property('size', names.length);
    }
    expect(tables[0].columns.map(({ name }) => name)).to.include.members(promised);
  });

  it('have keys among their columns', () => {
    for (const { columns, key } of tables) expect(columns.map(({ name }) => name)).to.include.members([...key]);
  });

  it('say how each case ended', () => {
    const outcomes: readonly Outcome[] = [
      { status: 'ok' },
      { status: 'error', step: 'measure', reason: 'out of memory' },
      { status: 'crashed', step: 'load' },
      { status: 'timed_out', step: 'compile', afterMs: 120_000 },
      { status: 'unsupported', reason: 'no such operation' },
      { status: 'refused', request: 'start the app', reason: 'it is locked' },
      { status: 'unreadable', file: 'events.jsonl', reason: 'line 3 is not JSON' },
    ];
    const cases = [...outcomes.map(({ status }) => plannedCase(status)), plannedCase('never')];
    const launches = cases.map(({ id }) => plannedLaunch(id, { case: id }));
    const entries = outcomes.map((outcome) => finished(outcome.status, outcome));
    const rows = write(planOf(cases, launches), entries, { ok: measured([1_000_000]) });
    expect(rows.map((row) => [row['case_id'], row['status'], row['reason']])).to.deep.equal([
      ['ok', 'ok', ''],
      ['error', 'error', 'measure: out of memory'],
      ['crashed', 'crashed', 'the app died in load'],
      ['timed_out', 'timed_out', 'no sign of life for 120 s in compile'],
      ['unsupported', 'unsupported', 'no such operation'],
      ['refused', 'refused', 'the phone refused to start the app: it is locked'],
      ['unreadable', 'unreadable', "the app's events.jsonl cannot be read: line 3 is not JSON"],
      ['never', 'skipped', 'the run ended before this case; resume it'],
    ]);
  });

  it('call a case ok only when every launch that the plan asks for ended well', () => {
    const ids = ['m1', 'm2', 'm3'];
    const plan = planOf(
      [plannedCase('c')],
      ids.map((id) => plannedLaunch(id, { case: 'c' })),
      { primes: [plannedLaunch('prime-net-all', { kind: 'prime' })] },
    );
    const [one, two, three] = ids.map((id) => finished(id, { status: 'ok' }));
    const status = (...entries: (Entry | undefined)[]) => {
      const [row] = write(
        plan,
        entries.filter((entry) => entry !== undefined),
      );
      return [row?.['status'], row?.['launches']];
    };
    const attempt = [started('m3'), lost('m3')];
    expect(status(one, two, three)).to.deep.equal(['ok', '3']);
    expect(status(one, three)).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt)).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt, ...attempt)).to.deep.equal(['lost', '2']);
    // A worker that was killed leaves no word of the loss.
    expect(status(one, two, started('m3'), ...attempt, started('m3'))).to.deep.equal(['lost', '2']);
    const primes = [1, 2, 3].map((n) => `prime-net-all-${String(n)}`).flatMap((id) => [started(id), lost(id)]);
    expect(status(one, two, ...primes)).to.deep.equal(['lost', '2']);
    expect(status(one, two, ...primes.slice(2))).to.deep.equal(['skipped', '2']);
    expect(status(one, two, ...attempt, ...attempt, ...attempt, three)).to.deep.equal(['ok', '3']);
    expect(status(one, finished('m2', { status: 'crashed', step: 'load' }))).to.deep.equal(['crashed', '2']);
  });

  describe('of a launch that failed and was tried again', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'c' })]);
    const report = { cause: 'memory', detail: 'memory ran out', file: 'crashes/x.ips' } as const;
    const crashed = finished('m', { status: 'crashed', step: 'load', report });
    const statuses = () => table('launches').map(({ launch, attempt, status }) => [launch, attempt, status]);

    it('have a row of the good end alone, which says so, and both attempts among the launches', () => {
      const [row] = write(
        plan,
        [
          ...[started('m'), { ...crashed, events: 'journal/gone.jsonl' } as Entry],
          ...[started('m'), finished('m', { status: 'ok' }), started('n'), finished('n', { status: 'ok' })],
        ],
        { n: measured([1_000_000]) },
      );
      expect(row).to.include({ status: 'ok', reason: '', launches: '2' });
      expect(row?.['warnings']).to.contain('m was tried again: the app died in load: memory ran out');
      expect(statuses()).to.deep.equal([
        ['m', '1', 'crashed'],
        ['m', '2', 'ok'],
        ['n', '1', 'ok'],
      ]);
    });

    it('have one failed launch when it failed again, and say that its case is quarantined', () => {
      const [row] = write(plan, [
        started('n'),
        finished('n', { status: 'ok' }),
        started('m'),
        crashed,
        started('m'),
        crashed,
      ]);
      expect(row).to.include({
        status: 'crashed',
        launches: '2',
        reason:
          'the app died in load: memory ran out, after it had failed before; quarantined until the run is resumed with --retry-quarantined',
      });
      expect(statuses().slice(1)).to.deep.equal([
        ['m', '1', 'crashed'],
        ['m', '2', 'crashed'],
      ]);
      expect(table('launches').at(-1)).to.include({
        reason: 'the app died in load: memory ran out',
        crash_cause: 'memory',
      });
    });

    it('count an end that is written down twice once', () => {
      const [row] = write(plan, [started('m'), finished('m', { status: 'ok' }), finished('m', { status: 'ok' })]);
      expect(row).to.include({ status: 'skipped', launches: '1' });
    });
  });

  it('have a launch for each attempt, the lost ones with their reason, in the order in which they ended', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'c' })]);
    write(
      plan,
      [
        started('m'),
        lost('m'),
        started('n'),
        finished('n', { status: 'ok' }),
        started('m'),
        finished('m', { status: 'ok' }),
      ],
      { m: measured([2_000_000, 4_000_000, 3_000_000]) },
    );
    const columns = ['launch', 'attempt', 'status', 'reason', 'case_id', 'wall_ms', 'latency_median_ms'];
    expect(table('launches').map((row) => columns.map((name) => row[name]))).to.deep.equal([
      ['m', '1', 'lost', 'the phone was not attached (no device)', 'c', '1000', ''],
      ['n', '1', 'ok', '', 'c', '2000', ''],
      ['m', '2', 'ok', '', 'c', '2000', '3'],
    ]);
    expect(table('results')[0]).to.include({ launches: '2', iterations: '3' });
    expect(table('samples').map((row) => [row['launch'], row['variant']])).to.deep.equal(Array(3).fill(['m', 'net']));
  });

  it('call a case unsupported that the phone is too old for', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const [row] = write(plan, [session({ osVersion: '15.8' })]);
    expect(row).to.include({ status: 'unsupported', reason: 'needs iOS 16' });
  });

  it('leave what is missing empty and write no 0 for it', () => {
    const launches = [plannedLaunch('m', { case: 'c' }), plannedLaunch('n', { case: 'd' })];
    const plan = planOf([plannedCase('c'), plannedCase('d')], launches);
    const [short, never] = write(plan, [finished('m', { status: 'ok' })], { m: measured([2_500_000]) });
    expect(Object.entries(never ?? {}).filter(([, cell]) => cell === '0')).to.deep.equal([['launches', '0']]);
    expect(short).to.include({ iterations: '1', latency_median_ms: '2.5', latency_mean_ms: '2.5' });
    const unknown = promised.filter((name) =>
      /ci_|_p9|end_to_end|first_|compile_ms|cold_|psnr|neural|placed|battery|sentinel|anchor|pace_/.test(name),
    );
    for (const name of unknown) expect(short?.[name], name).to.equal('');
    expect(table('quality')).to.deep.equal([]);
  });

  it('give a percentile only to samples large enough for it', () => {
    const percentiles = (count: number): string[] => {
      const row = rowOf([upTo(count)]);
      return ['p90', 'p95', 'p99'].filter((name) => row[`latency_${name}_ms`] !== '');
    };
    expect([35, 36, 71, 72, 367, 368].map(percentiles)).to.deep.equal([
      [],
      ['p90'],
      ['p90'],
      ['p90', 'p95'],
      ['p90', 'p95'],
      ['p90', 'p95', 'p99'],
    ]);
    expect(rowOf([upTo(101)])).to.include({ latency_p90_ms: '91', latency_min_ms: '1', latency_max_ms: '101' });
  });

  it('say whether an interval is within a launch or across launches', () => {
    const kind = (perLaunch: readonly (readonly number[])[]): string => rowOf(perLaunch)['latency_ci_kind'] ?? '';
    expect(kind([upTo(19)])).to.equal('');
    expect(kind([upTo(20)])).to.equal('within_launch');
    expect(kind([upTo(20), upTo(20)])).to.equal('');
    expect(kind([1, 2, 3, 4, 5].map((ms) => [ms * 1_000_000]))).to.equal('across_launches');
  });

  it('give the centre that the interval is about', () => {
    expect(rowOf([1, 2, 3, 4, 10].map((ms) => [ms * 1_000_000]))).to.include({
      launches: '5',
      iterations: '5',
      // scipy.stats.gmean([1, 2, 3, 4, 10])
      latency_median_ms: '2.992556',
      latency_mean_ms: '4',
    });
    expect(rowOf([[1, 2, 9].map((ms) => ms * 1_000_000)])['latency_median_ms']).to.equal('2');
  });

  it("compare a phone's latency with that of its CPU, at the same size", () => {
    const onPhone = (ms: number): Event[] =>
      measured([ms * 1e6]).map((event) =>
        event.event === 'hello' ? { ...event, device: { ...event.device, kind: 'physical' } } : event,
      );
    const cases = [
      plannedCase('cpu', { computeUnits: 'cpuOnly' }),
      plannedCase('near'),
      plannedCase('far', { computeUnits: 'cpuAndNeuralEngine' }),
      plannedCase('between', { computeUnits: 'cpuAndGPU' }),
      plannedCase('other', { width: 32 }),
    ];
    const launches = cases.map(({ id }) => plannedLaunch(id, { case: id }));
    const entries = cases.map(({ id }) => finished(id, { status: 'ok' }));
    const events = {
      cpu: onPhone(100),
      near: onPhone(104),
      far: onPhone(50),
      between: onPhone(80),
      other: onPhone(100),
    };
    const rows = write(planOf(cases, launches), entries, events);
    expect(rows.map((row) => row['observed_unit'])).to.deep.equal(['cpu', 'cpu', 'accelerator', '', '']);
    expect(rows.map((row) => row['status'])).to.deep.equal(cases.map(() => 'ok'));
    const reason = 'all was asked for, and the CPU computed: it takes as long as with cpuOnly';
    expect(rows[1]?.['warnings']).to.contain(reason);
    writeFileSync(join(folder.path, 'run.json'), JSON.stringify({ ...sampleProvenance, require_unit: true }));
    const required = write(planOf(cases, launches), entries, events);
    expect(required.map((row) => row['status'])).to.deep.equal(['ok', 'other_unit', 'ok', 'ok', 'ok']);
    expect(required[1]?.['reason']).to.equal(reason);
    expect(required[1]?.['warnings']).not.to.contain(reason);
  });

  it("do not take a latency for the CPU's where a picture has other pixels than on it", () => {
    const onPhone = measured([2e6]).map((event): Event =>
      event.event === 'hello' ? { ...event, device: { ...event.device, kind: 'physical' } } : event,
    );
    const cases = [plannedCase('cpu', { computeUnits: 'cpuOnly' }), plannedCase('all')];
    const launches = [
      plannedLaunch('cpu', { case: 'cpu', computeUnits: 'cpuOnly' }),
      plannedLaunch('all', { case: 'all' }),
      plannedLaunch('q-cpu', { kind: 'quality', computeUnits: 'cpuOnly' }),
      plannedLaunch('q-all', { kind: 'quality' }),
    ];
    const observed = (output: string): string => {
      const [onCpu, onAll] = [enlarged('q-cpu', [{ image: 'a' }]), enlarged('q-all', [{ image: 'a', output }])];
      const entries = launches.map(({ id }) => finished(id, { status: 'ok' }));
      const events = { cpu: onPhone, all: onPhone, 'q-cpu': onCpu.events, 'q-all': onAll.events };
      return write(planOf(cases, launches), entries, events)[1]?.['observed_unit'] ?? '';
    };
    expect(observed('a'.repeat(64))).to.equal('cpu');
    expect(observed('b'.repeat(64))).to.equal('');
  });

  it('say whether latency was measured on an iPhone, or comes from a host or a model', () => {
    type Hello = Extract<Event, { event: 'hello' }>;
    const of = (kind: Hello['device']['kind'], said: Partial<Hello> = {}): Event[] =>
      measured([1]).map((event) =>
        event.event === 'hello' ? { ...event, device: { ...event.device, kind }, ...said } : event,
      );
    const cases = ['iphone', 'simulator', 'virtual', 'modelled', 'never'].map((id) => plannedCase(id));
    const launches = cases.map(({ id }) => plannedLaunch(id, { case: id }));
    const rows = write(
      planOf(cases, launches),
      cases.slice(0, 4).map(({ id }) => finished(id, { status: 'ok' })),
      {
        iphone: of('physical'),
        simulator: of('simulator'),
        virtual: of('virtual'),
        modelled: of('virtual', { latencySource: 'modelled' }),
      },
    );
    const sources = rows.slice(0, 4).map((row) => row['latency_source']);
    expect(sources).to.deep.equal(['measured', 'host', 'host', 'modelled']);
  });

  describe('with anchors', () => {
    const anchors = (['cpuOnly', 'all'] as const).map((computeUnits) =>
      plannedLaunch(`anchor-${computeUnits}`, { kind: 'anchor', variant: 'ref', computeUnits }),
    );
    const ids = ['m', 'n'];
    const plan = planOf(
      ids.map((id) => plannedCase(id)),
      ids.map((id) => plannedLaunch(id, { case: id })),
      { anchors },
    );
    const ms = (value: number): Event[] => measured([value * 1_000_000]);
    const cells = ['anchor_variant', 'anchor_median_ms', 'anchor_all_median_ms'];
    const cellsOf = (rows: readonly Row[]) => rows.map((row) => cells.map((cell) => row[cell]));

    it('take their latencies from the last of each before the case', () => {
      const ended = ['anchor-cpuOnly-1', 'anchor-all-1', 'm', 'anchor-cpuOnly-2', 'anchor-all-2', 'n'];
      const rows = write(
        plan,
        ended.map((id) => finished(id, { status: 'ok' })),
        {
          'anchor-cpuOnly-1': ms(1),
          'anchor-all-1': ms(0.5),
          m: ms(5),
          'anchor-cpuOnly-2': ms(1.05),
          'anchor-all-2': ms(0.75),
          n: ms(6),
        },
      );
      expect(cellsOf(rows)).to.deep.equal([
        ['ref', '1', '0.5'],
        ['ref', '1.05', '0.75'],
      ]);
      expect(rows.map((row) => row['warnings'])).to.deep.equal([
        'thermal state reached fair',
        'thermal state reached fair; the anchor on all was 50 % slower before this case than at its fastest',
      ]);
      const kinds = table('launches').map((row) => [row['launch'], row['kind'], row['compute_units']]);
      expect(kinds[4]).to.deep.equal(['anchor-all-2', 'anchor', 'all']);
    });

    it('take none from another session, and none that failed', () => {
      const ok = { status: 'ok' } as const;
      const rows = write(
        plan,
        [
          finished('anchor-cpuOnly-1', ok),
          finished('anchor-all-1', { status: 'crashed', step: 'measure' }),
          finished('m', ok),
          session(),
          finished('n', ok),
        ],
        { 'anchor-cpuOnly-1': ms(1), 'anchor-all-1': ms(2), m: ms(5), n: ms(6) },
      );
      expect(cellsOf(rows)).to.deep.equal([
        ['ref', '1', ''],
        ['ref', '', ''],
      ]);
    });
  });

  describe('about loads', () => {
    const loading = (procedure: LoadProcedure, loadMs: number): Event[] =>
      measured([5_000_000]).map((event) =>
        event.event === 'result' && event.do === 'load'
          ? { ...event, procedure, loadNs: loadMs * 1_000_000, footprintPeakBytes: loadMs }
          : event,
      );
    const plan = planOf(
      [plannedCase('c')],
      [
        plannedLaunch('prepare', { kind: 'prepare' }),
        plannedLaunch('m', { case: 'c' }),
        plannedLaunch('m-2', { case: 'c' }),
      ],
      {
        purge: plannedLaunch('purge', { kind: 'purge' }),
        primes: [plannedLaunch('prime-net-all', { kind: 'prime' })],
      },
    );
    const rowWith = (launches: Readonly<Record<string, readonly Event[]>>): Row => {
      const [row] = write(
        plan,
        Object.keys(launches).map((id) => finished(id, { status: 'ok' })),
        launches,
      );
      return row ?? {};
    };

    it('call one cold or warm by what the app says of it, and take memory from a prepared one', () => {
      const row = rowWith({
        prepare: loading('purged', 90),
        m: loading('after_install', 80),
        'm-2': loading('prepared', 7),
      });
      expect(row).to.include({ cold_load_ms: '90', warm_load_ms: '7', load_procedure: 'after_install' });
      expect(row).to.include({ memory_load_peak_bytes: '7', memory_predict_peak_bytes: '60', cold_load_shown: '' });
    });

    it('leave empty what no launch can tell, and say so', () => {
      const row = rowWith({ prepare: loading('after_install', 90), m: loading('purged', 80) });
      expect(row).to.include({ cold_load_ms: '', warm_load_ms: '', load_procedure: 'purged' });
      expect(row).to.include({ memory_load_peak_bytes: '', memory_predict_peak_bytes: '', memory_model_bytes: '' });
      expect(row['warnings']).to.contain('no launch found its model prepared');
      expect(row).to.include({ latency_median_ms: '5' });
    });

    it('have primes and purges among the launches alone', () => {
      rowWith({ 'purge-1': [], 'prime-net-all-1': loading('after_install', 70), m: loading('prepared', 7) });
      const launches = table('launches').map((row) => [row['kind'], row['variant'], row['load_procedure']]);
      expect(launches).to.deep.equal([
        ['purge', '', ''],
        ['prime', 'net', 'after_install'],
        ['measure', 'net', 'prepared'],
      ]);
      expect(new Set(table('samples').map((row) => row['launch']))).to.deep.equal(new Set(['m']));
      expect(table('results').map((row) => [row['case_id'], row['launches']])).to.deep.equal([['c', '1']]);
    });

    it('say what first light showed on this phone and iOS build, and complain of a damaged finding', async () => {
      const home = join(folder.path, 'results');
      const run = { path: join(home, 'run'), id: 'run' };
      const shown = (): string | undefined => {
        writeTables(
          writeRun(run.path, plan, [session(), finished('m', { status: 'ok' })], { m: loading('prepared', 7) }),
        );
        return rowsOf(join(run.path, 'results.csv'))[0]?.['cold_load_shown'];
      };
      expect(shown()).to.equal('');
      const finding = { purgedIsSlower: true, run: 'first-light' };
      keepColdLoadFinding(run, { udid, osBuild: 'another' }, finding);
      expect(shown()).to.equal('');
      keepColdLoadFinding(run, { udid, osBuild: '21F79' }, finding);
      expect(shown()).to.equal('true');
      keepColdLoadFinding(run, { udid, osBuild: '21F79' }, { ...finding, purgedIsSlower: false });
      expect(shown()).to.equal('false');
      const file = join(home, '.first-light', `${udid}-21F79.json`);
      writeFileSync(file, '{}');
      expect((await problemOf(shown)).message).to.equal(
        `${file} is damaged; remove it, and run first light on that phone again`,
      );
    });
  });

  it('tell a paced case from the steady one, and compare only like with like', () => {
    const onPhone = (ms: number): Event[] =>
      measured([ms * 1e6]).map((event) =>
        event.event === 'hello' ? { ...event, device: { ...event.device, kind: 'physical' } } : event,
      );
    const cases = [
      plannedCase('cpu', { computeUnits: 'cpuOnly' }),
      plannedCase('cpu-paced', { computeUnits: 'cpuOnly', paceHz: 1 }),
      plannedCase('all'),
      plannedCase('all-paced', { paceHz: 1 }),
    ];
    const rows = write(
      planOf(
        cases,
        cases.map(({ id }) => plannedLaunch(id, { case: id })),
      ),
      cases.map(({ id }) => finished(id, { status: 'ok' })),
      { cpu: onPhone(10), 'cpu-paced': onPhone(30), all: onPhone(10.4), 'all-paced': onPhone(31) },
    );
    expect(rows.map((row) => [row['pace_hz'], row['observed_unit']])).to.deep.equal([
      ['', 'cpu'],
      ['1', 'cpu'],
      ['', 'cpu'],
      ['1', 'cpu'],
    ]);
  });

  it('name the epoch of the iOS, within which memory compares, and why an app died', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const report = { cause: 'memory', detail: 'iOS ended it for its memory', file: 'crash.ips' } as const;
    const folderOf = (osVersion: string) =>
      writeRun(folder.path, plan, [
        session({ osVersion, osBuild: '23A1' }),
        finished('m', { status: 'crashed', step: 'load', report }),
      ]);
    const epochs = ['26.9', '27.0'].map((osVersion) => {
      writeTables(folderOf(osVersion));
      return table('results').map((row) => [row['os_epoch'], row['os_build']]);
    });
    expect(epochs).to.deep.equal([[['up-to-26', '23A1']], [['from-27', '23A1']]]);
    expect(table('launches')[0]).to.include({ crash_cause: 'memory' });
    expect(table('results')[0]?.['reason']).to.equal('the app died in load: iOS ended it for its memory');
  });

  it('keep every sample with the thermal state it was taken at', () => {
    rowOf([[5, 6, 7]]);
    expect(table('samples').map((row) => [row['latency_ns'], row['t_ns'], row['thermal_state']])).to.deep.equal([
      ['5', '300', 'nominal'],
      ['6', '1300', 'nominal'],
      ['7', '2300', 'fair'],
    ]);
  });

  const eventsOf = (launch: string): string => join(folder.path, eventsFile(udid, launch));
  for (const [what, damage, said] of [
    [
      'are gone',
      (file: string) => {
        rmSync(file);
      },
      'it is missing',
    ],
    [
      'were edited',
      (file: string) => {
        writeFileSync(file, readFileSync(file, 'utf8').replace('5000000', '4000000'));
      },
      'it is not what the app wrote any more',
    ],
    [
      'were cut',
      (file: string) => {
        truncateSync(file, 300);
      },
      'it is not what the app wrote any more',
    ],
    [
      'were put on',
      (file: string) => {
        appendFileSync(file, '\n');
      },
      'it is not what the app wrote any more',
    ],
  ] as const) {
    it(`name a launch whose raw events ${what}, take no figure from them, and do not call its case ok`, () => {
      rowOf([[6_000_000], [5_000_000]]);
      damage(eventsOf('m1'));
      writeTables({ path: folder.path, id: 'run' });
      const reason = `the app's ${eventsFile(udid, 'm1')} cannot be read: ${said}; put it back, or run the sweep anew`;
      expect(table('results')[0]).to.include({ status: 'unreadable', reason, latency_median_ms: '6' });
      expect(table('launches').map((row) => [row['status'], row['reason']])).to.deep.equal([
        ['ok', ''],
        ['unreadable', reason],
      ]);
      expect(table('samples').map((row) => row['launch'])).to.deep.equal(['m0']);
    });
  }

  it('take events that an earlier version kept without their sha256, as far as they are whole', () => {
    rowOf([[5_000_000]]);
    const file = journalFile({ path: folder.path, id: 'run' }, udid);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/,"eventsBytes":\d+,"eventsSha256":"\w+"/, ''));
    const row = (): Row | undefined => {
      writeTables({ path: folder.path, id: 'run' });
      return table('results')[0];
    };
    expect(row()).to.include({ status: 'ok', latency_median_ms: '5' });
    appendFileSync(eventsOf('m0'), '{"event":"torn off');
    expect(row()?.['reason']).to.contain('m0.jsonl cannot be read: it ends in the midst of a line;');
    appendFileSync(eventsOf('m0'), '\n');
    expect(row()?.['reason']).to.contain('m0.jsonl cannot be read: line 6: not JSON;');
  });

  it('do not call a case ok whose launch has fewer samples or images than its steps ask for', () => {
    const tiles = [{ x: 0, y: 0, keep: { x: 0, y: 0, width: 64, height: 64 } }];
    const on = { arm: 'a', image: 'i', tiles };
    const withSteps = (id: string, steps: Step[], more: Partial<PlannedLaunch>): PlannedLaunch =>
      plannedLaunch(id, { ...more, job: { ...plannedLaunch(id).job, steps } });
    const measure = (more: object): Step => ({ do: 'measure', ...on, count: 3, minNs: 0, scope: 'predict', ...more });
    const quality = (image: string): Step => ({ do: 'quality', arm: 'a', image, tiles });
    const row = (asked: Step, images: readonly string[]): unknown[] => {
      const plan = planOf(
        [plannedCase('c')],
        [
          withSteps('m', [{ do: 'load', arm: 'a' }, asked], { case: 'c' }),
          withSteps('q', images.map(quality), { kind: 'quality' }),
        ],
      );
      const made = enlarged('q', [{ image: 'one', psnrYDb: 30 }]);
      const entries = [finished('m', { status: 'ok' }), finished('q', { status: 'ok' })];
      const [found] = write(plan, entries, { m: measured([1, 2, 3]), q: made.events }, made.judged);
      return [found?.['status'], found?.['reason']];
    };
    expect(row(measure({}), ['one'])).to.deep.equal(['ok', '']);
    expect(row(measure({ count: 50, durationS: 9 }), ['one'])).to.deep.equal(['ok', '']);
    const fewer = 'measure: the app wrote 3 of the 4 predictions that the plan asks for';
    expect(row(measure({ count: 4 }), ['one'])).to.deep.equal(['error', fewer]);
    const none = 'warmup: the app wrote 0 of the 2 predictions that the plan asks for';
    expect(row({ do: 'warmup', ...on, count: 2 }, ['one'])).to.deep.equal(['error', none]);
    expect(row(measure({}), ['one', 'two'])).to.deep.equal(['error', 'quality: the app did not enlarge two']);
  });

  it('do not call a case ok that another build of the app measured than its session says', () => {
    const other = measured([5]).map((event) => (event.event === 'hello' ? { ...event, appBuild: 'b2' } : event));
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const [row] = write(plan, [finished('m', { status: 'ok' })], { m: other });
    expect(row).to.include({ status: 'error', reason: 'launch: it was build b2 of the app, and not b1' });
  });

  it('call a case ok only when its pair was prepared and has enlarged the test set, and that is judged', () => {
    const plan = planOf(
      [plannedCase('c')],
      [
        plannedLaunch('p', { kind: 'prepare' }),
        plannedLaunch('m', { case: 'c' }),
        plannedLaunch('q', { kind: 'quality' }),
      ],
    );
    const made = enlarged('q', [{ image: 'one', psnrYDb: 30 }, { image: 'two' }]);
    const ok = (launch: string): Entry => finished(launch, { status: 'ok' });
    const row = (entries: Entry[], judged = made.judged): unknown[] => {
      const [found] = write(plan, entries, { q: made.events }, judged);
      return [found?.['status'], found?.['reason']];
    };
    expect(row([ok('p'), ok('m'), ok('q')])).to.deep.equal(['ok', '']);
    expect(row([ok('p'), ok('m')])).to.deep.equal(['skipped', '1 of its 3 launches is missing; resume the run']);
    expect(row([ok('m')])).to.deep.equal(['skipped', '2 of its 3 launches are missing; resume the run']);
    expect(row([ok('p'), ok('q')])).to.deep.equal(['skipped', 'the run ended before this case; resume it']);
    expect(row([ok('p'), ok('m'), finished('q', { status: 'crashed', step: 'quality' })])).to.deep.equal([
      'crashed',
      'the app died in quality',
    ]);
    expect(row([ok('m'), ok('q'), finished('p', { status: 'crashed', step: 'load' })])).to.deep.equal([
      'crashed',
      'the app died in load',
    ]);
    const attempts = [1, 2, 3].flatMap(() => [started('q'), lost('q')]);
    expect(row([ok('p'), ok('m'), ...attempts])[0]).to.equal('lost');
    expect(row([ok('p'), ok('m'), ok('q')], made.judged.slice(0, 1))).to.deep.equal([
      'not_judged',
      '1 of 2 images has no figures, the first is two; npx rezbench tables judges what is there',
    ]);
  });

  it('do not call a case ok whose variant made no picture on these compute units, and keep its figures', () => {
    const measure = plannedLaunch('m', { case: 'c' });
    const plan = planOf([plannedCase('c')], [measure, plannedLaunch('q', { kind: 'quality' })]);
    const entries = ['m', 'q'].flatMap((id) => [started(id), finished(id, { status: 'ok' })]);
    const images = [
      { image: 'a', psnrYDb: 30 },
      { image: 'b', psnrYDb: 10, noPicture: 'the output is one colour' },
    ];
    const { events, judged } = enlarged('q', images);
    const [row] = write(plan, entries, { q: events }, judged);
    expect(row).to.include({ status: 'no_picture', reason: 'b: the output is one colour', psnr_y_db: '20' });
  });

  it('take the figures of quality from the launch that enlarged the test set, and the loss from the reference', () => {
    const pair = (launch: string, a: number, b: number) =>
      enlarged(launch, [
        { image: 'a', psnrYDb: a },
        { image: 'b', psnrYDb: b },
      ]);
    const [net] = planOf([], []).variants;
    if (net === undefined) throw new Error('no variant');
    const plan = planOf(
      [plannedCase('c')],
      [plannedLaunch('q', { kind: 'quality' }), plannedLaunch('r', { kind: 'quality', variant: 'ref' })],
      {
        variants: [
          { ...net, reference: 'ref' },
          { ...net, name: 'ref' },
        ],
        testset: 'two',
      },
    );
    const entries = [finished('q', { status: 'ok' }), finished('r', { status: 'ok' })];
    const [q, r] = [pair('q', 30, 32), pair('r', 31, 34)];
    const rows = write(plan, entries, { q: q.events, r: r.events }, [...q.judged, ...r.judged]);
    expect(rows[0]).to.include({ testset: 'two', psnr_y_db: '31', psnr_delta_db: '-1.5', ssim_y: '' });
    expect(table('quality').map((row) => `${row['variant'] ?? ''} ${row['image'] ?? ''}`)).to.deep.equal([
      'net a',
      'net b',
      'ref a',
      'ref b',
    ]);
  });

  describe('with outputs that are wrong', () => {
    const gradientOn = (cpuDb: number, engineDb: number): readonly string[] =>
      wrong({ fidelityDb: cpuDb }, { fidelityDb: engineDb }, 'gradient');

    /** The cells of the Neural Engine's row, given what the CPU and it made of an image. */
    function wrong(onCpu: object | undefined, onEngine: object, image = 'a'): readonly string[] {
      const units = 'cpuAndNeuralEngine';
      const plan = planOf(
        [plannedCase('c', { computeUnits: units })],
        [
          plannedLaunch('q', { kind: 'quality', computeUnits: units }),
          plannedLaunch('r', { kind: 'quality', computeUnits: 'cpuOnly' }),
        ],
      );
      const q = enlarged('q', [{ image, ...onEngine }]);
      const r = enlarged('r', onCpu === undefined ? [] : [{ image, ...onCpu }]);
      const entries = [finished('q', { status: 'ok' }), finished('r', { status: 'ok' })];
      const [row] = write(plan, entries, { q: q.events, r: r.events }, [...q.judged, ...r.judged]);
      return ['wrong_outputs', 'wrong_outputs_blame', 'warnings'].map((name) => row?.[name] ?? '');
    }

    it('blame a unit only where the CPU of the phone gives them right', () => {
      const bad = { noPicture: 'one colour' };
      const saying = 'the output of a shows nothing of its input';
      expect(wrong({}, {})).to.deep.equal(['0', '', '']);
      const blame = ': the CPU of this phone gives it right, so cpuAndNeuralEngine is to blame';
      expect(wrong({}, bad)).to.deep.equal(['1', 'unit', saying + blame]);
      expect(wrong(bad, bad)).to.deep.equal(['1', 'model', `${saying}: so it is on the CPU of this phone`]);
      expect(wrong(undefined, bad)).to.deep.equal(['1', '', saying]);
    });

    it('know bands by the gradient, and by the CPU of the phone', () => {
      expect(gradientOn(55, 44).slice(0, 2)).to.deep.equal(['1', 'unit']);
      expect(gradientOn(55, 46).slice(0, 2)).to.deep.equal(['0', '']);
      // Compressed weights cost the CPU as much.
      expect(gradientOn(40, 39).slice(0, 2)).to.deep.equal(['0', '']);
      expect(gradientOn(80, 50).slice(0, 2)).to.deep.equal(['0', '']);
      expect(wrong({ fidelityDb: 55 }, { fidelityDb: 39 }, 'photo').slice(0, 2)).to.deep.equal(['0', '']);
    });

    it('know by any picture what a unit spoils, as a black tile does', () => {
      const photo = (cpuDb: number, engineDb: number): readonly string[] =>
        wrong({ fidelityDb: cpuDb }, { fidelityDb: engineDb });
      expect(photo(50, 29)).to.deep.equal([
        '1',
        'unit',
        'the output of a is far from the reference, and that of the CPU is not: the CPU of this phone gives it right, so cpuAndNeuralEngine is to blame',
      ]);
      expect(photo(50, 31).slice(0, 2)).to.deep.equal(['0', '']);
      // A variant that is far from its reference everywhere.
      expect(photo(29, 28).slice(0, 2)).to.deep.equal(['0', '']);
    });

    it('know by a second launch when outputs differ, and give each picture one row', () => {
      const [q, again] = [enlarged('q', [{ image: 'a' }]), enlarged('q-2', [{ image: 'a', output: 'b'.repeat(64) }])];
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q-2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const entries = ['q', 'q-2'].map((id) => finished(id, { status: 'ok' }));
      const [row] = write(plan, entries, { q: q.events, 'q-2': again.events }, [...q.judged, ...again.judged]);
      expect(row).to.include({ status: 'ok', wrong_outputs: '1' });
      const rows = rowsOf(join(folder.path, 'quality.csv'));
      expect(rows.map((each) => each['image'])).to.deep.equal(['a']);
    });

    it('are not hidden by a second launch when the first one failed', () => {
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q-2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const entries = [
        finished('q', { status: 'error', step: 'quality', reason: 'no' }),
        finished('q-2', { status: 'ok' }),
      ];
      expect(write(plan, entries, { 'q-2': enlarged('q-2', [{ image: 'a' }]).events })[0]?.['status']).to.equal(
        'error',
      );
    });

    it('know by a launch that was tried again when outputs differ', () => {
      const plan = planOf(
        [plannedCase('c')],
        ['q', 'q2'].map((id) => plannedLaunch(id, { kind: 'quality' })),
      );
      const outputs = (other: string) => {
        const [q, again] = [
          enlarged('q', [{ image: 'a' }]),
          enlarged('q2', [{ image: 'a', output: other.repeat(64) }]),
        ];
        const entries = ['q', 'q2'].map((id) => finished(id, { status: 'ok' }));
        return write(plan, entries, { q: q.events, q2: again.events }, [...q.judged, ...again.judged])[0];
      };
      expect(outputs('a')?.['wrong_outputs']).to.equal('0');
      expect(outputs('b')).to.include({ wrong_outputs: '1', warnings: 'the output of a differs between launches' });
    });
  });

  it('flag what slowed the phone down, whichever launch saw it', () => {
    expect(rowOf([[1e6, 1e6]])['throttled']).to.equal('false');
    const plan = planOf(
      [plannedCase('c')],
      ['m', 'n'].map((id) => plannedLaunch(id, { case: 'c' })),
    );
    const sentinels = (...ns: number[]): Event[] => [
      ...measured([1e6, 1e6]),
      ...ns.map((sentinelNs, index): Event => {
        return { event: 'result', tNs: 3_000_000 + index, step: 2 + index, do: 'sentinel', sentinelNs };
      }),
    ];
    const entries = ['m', 'n'].map((id) => finished(id, { status: 'ok' }));
    const [slowed] = write(plan, entries, { m: sentinels(100, 101), n: sentinels(100, 120) });
    expect(slowed?.['throttled']).to.equal('true');
    expect(slowed?.['warnings']).to.contain('the sentinel was 20 % slower after the predictions');
    const saving = (event: Event): Event =>
      event.event === 'hello' ? { ...event, state: { ...event.state, lowPowerMode: true } } : event;
    const [slow] = write(plan, entries, { m: measured([1e6, 1e6]), n: measured([1e6, 1e6]).map(saving) });
    expect(slow).to.include({ throttled: 'true', low_power_mode: 'false' });
    expect(slow?.['warnings']).to.contain('the phone was in Low Power Mode');
  });

  it('describe how iterations follow one another', () => {
    // numpy: d = x - x.mean(); (d[1:] * d[:-1]).sum() / (d * d).sum() for x = [1, 2, 3, 4, 5, 6]
    const rising = rowOf([[1, 2, 3, 4, 5, 6].map((ms) => ms * 1e6)]);
    expect(rising['lag1_autocorrelation']).to.equal('0.5');
    // 1 ms more every 1000 ns, of a median of 3.5 ms, for 60 s.
    expect(Number(rising['drift_per_minute'])).to.be.closeTo((1000 * 60e9) / 3.5e6, 1e-3);
  });

  it('say when the battery ran low, where the app can tell', () => {
    const level = (batteryLevel: number): Event[] =>
      measured([1_000_000]).map((event) =>
        event.event === 'hello' ? { ...event, state: { ...event.state, batteryLevel } } : event,
      );
    const plan = planOf(
      [plannedCase('c')],
      ['m', 'n'].map((id) => plannedLaunch(id, { case: 'c' })),
    );
    const entries = ['m', 'n'].map((id) => finished(id, { status: 'ok' }));
    const [low] = write(plan, entries, { m: level(0.25), n: level(0.1) });
    expect(low?.['warnings']).to.contain('the battery was down to 10 %');
    const [fine] = write(plan, entries, { m: level(0.25), n: level(0.25) });
    expect(fine?.['warnings']).not.to.contain('battery');
  });

  it('quote what would break a spreadsheet', () => {
    const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
    const reason = 'a "quote", a comma\nand a line';
    const deviceName = 'Ann, "the" phone';
    const rows = write(plan, [session({ deviceName }), finished('m', { status: 'error', step: 'load', reason })]);
    expect(rows[0]).to.include({ reason: `load: ${reason}`, device_name: deviceName });
    expect(readFileSync(join(folder.path, 'results.csv'), 'utf8')).to.contain(
      '"load: a ""quote"", a comma\nand a line"',
    );
  });

  it('are described column by column in the data package', () => {
    rowOf([[5]]);
    const described = JSON.parse(readFileSync(join(folder.path, 'datapackage.json'), 'utf8')) as {
      resources: { path: string; schema: { fields: { name: string; type: string }[]; missingValues: string[] } }[];
    };
    expect(described.resources.map(({ path }) => path)).to.deep.equal(tables.map(({ name }) => `${name}.csv`));
    for (const { path, schema } of described.resources) {
      const [header] = readFileSync(join(folder.path, path), 'utf8').split('\n');
      expect(header).to.equal(schema.fields.map(({ name }) => name).join(','));
      expect(schema.missingValues).to.deep.equal(['']);
    }
  });

  it('name what is damaged', async () => {
    const run = writeRun(folder.path, planOf([], []), [session()]);
    writeFileSync(journalFile(run, udid), '{}\n');
    expect((await problemOf(() => writeTables(run))).message).to.contain(`${udid}.jsonl:1 is damaged`);
    writeFileSync(planFile(run), JSON.stringify({ ...planOf([], []), seed: 'x' }));
    expect((await problemOf(() => writeTables(run))).message).to.match(/plan\.json: field seed is not what .* anew$/);
    writeFileSync(planFile(run), JSON.stringify({ ...planOf([], []), v: 2 }));
    expect((await problemOf(() => writeTables(run))).message).to.match(
      /plan\.json: field v is 2, and this version of rezbench reads 4; use the version that wrote the run, or sweep anew/,
    );
    writeFileSync(planFile(run), '{');
    expect((await problemOf(() => writeTables(run))).message).to.match(/plan\.json is damaged; run the sweep anew$/);
  });
});
