import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { enlarged, finished, measured, plannedCase, plannedLaunch, planOf } from '../../../../test/hand-made-run.js';
import { handMadeTables, upTo } from '../../../../test/hand-made-tables.js';
import { sampleProvenance } from '../../../../test/sample-provenance.js';
import type { Event } from '../../../contract/events.js';

describe('latencies in the tables', () => {
  const { folder, rowOf, write } = handMadeTables();

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

  it('describe how iterations follow one another', () => {
    // numpy: d = x - x.mean(); (d[1:] * d[:-1]).sum() / (d * d).sum() for x = [1, 2, 3, 4, 5, 6]
    const rising = rowOf([[1, 2, 3, 4, 5, 6].map((ms) => ms * 1e6)]);
    expect(rising['lag1_autocorrelation']).to.equal('0.5');
    // 1 ms more every 1000 ns, of a median of 3.5 ms, for 60 s.
    expect(Number(rising['drift_per_minute'])).to.be.closeTo((1000 * 60e9) / 3.5e6, 1e-3);
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
});
