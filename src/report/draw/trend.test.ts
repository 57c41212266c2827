import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runOf } from '../../../test/report-page-of.js';
import type { CaseRow } from '../../results/tables/results.js';
import type { NightSeries } from '../read/night-series.js';
import { reportDataOf } from '../read/report-data-of.js';
import type { Drawing } from './drawing.js';
import { firstSelection } from './selection.js';
import { trendChart } from './trend.js';

const nights = (case_id: string, more: Partial<NightSeries> = {}): NightSeries => ({
  ...{ device: 'udid-1', os_build: '22F76', app_build: 'a1', latency_source: 'measured', case_id },
  points: [1, 2, 3].map((night) => ({
    run_id: night === 3 ? 'run' : `night-${String(night)}`,
    at: new Date(Date.UTC(2026, 0, night)).toISOString(),
    value: 10 * night,
  })),
  changes: [],
  ...more,
});

const named = (variant: string): Partial<CaseRow> => ({ variant, case_id: `${variant}-case`, latency_median_ms: 10 });

function drawn(rows: readonly Partial<CaseRow>[], series: readonly NightSeries[], phone = 0): Drawing | undefined {
  const data = reportDataOf([runOf(rows)], series);
  return trendChart.draw(data, { ...firstSelection(data), phone });
}

interface Mark {
  readonly panel: string;
  readonly kind: string;
  readonly words: string;
}
const marksOf = (drawing: Drawing | undefined): Mark[] => (drawing?.data['marks'] ?? []) as Mark[];

describe('the trend of a page', () => {
  it('has a panel for each case of the selection, and first those that changed', () => {
    const rows = [named('a'), named('b'), { ...named('c'), compute_units: 'cpuOnly' }];
    const step = { changes: [{ run_id: 'night-2', percent: 7.25, new_package: true }] };
    const drawing = drawn(rows, [nights('a-case'), nights('b-case', step), nights('c-case')]);
    expect(drawing?.table.map(([name]) => name)).to.deep.equal(['variant', 'b', 'a']);
    expect(drawing?.table[1]?.[4]).to.equal('+7.3 % since 2026-01-02, with another package');
    const steps = marksOf(drawing).filter(({ kind }) => kind === 'step');
    expect(steps.map(({ words }) => words)).to.deep.equal([
      'b: +7.3 % since 2026-01-02, with another package; night-2',
    ]);
    expect(marksOf(drawing).filter(({ words }) => words.endsWith('the run of this page'))).to.have.length(2);
  });

  it('has a band for each epoch in the order of time, also for one that comes back', () => {
    const at = (night: number) => ({ points: nights('a-case').points.slice(night - 1, night) });
    const drawing = drawn(
      [named('a')],
      [
        nights('a-case', { points: [...at(1).points, ...at(3).points] }),
        nights('a-case', { ...at(2), os_build: '22G80', latency_source: 'modelled' }),
      ],
    );
    expect(
      marksOf(drawing)
        .filter(({ kind }) => kind === 'epoch')
        .map(({ words }) => words),
    ).to.deep.equal([
      'iOS 22F76, app a1: 2026-01-01 to 2026-01-01',
      'iOS 22G80, app a1, modelled: 2026-01-02 to 2026-01-02',
      'iOS 22F76, app a1: 2026-01-03 to 2026-01-03',
    ]);
  });

  it('has one band for nights of one epoch', () => {
    const bands = marksOf(drawn([named('a')], [nights('a-case')])).filter(({ kind }) => kind === 'epoch');
    expect(bands.map(({ words }) => words)).to.deep.equal(['iOS 22F76, app a1: 2026-01-01 to 2026-01-03']);
  });

  it('shows eight panels at most, and says of how many', () => {
    const names = Array.from({ length: 11 }, (_, index) => `v${String(index)}`);
    const drawing = drawn(
      names.map(named),
      names.map((name) => nights(`${name}-case`)),
    );
    expect(drawing?.table).to.have.length(9);
    expect(drawing?.signals['subtitle']).to.include('8 of 11 cases');
  });

  it('is none without a history, of another phone, and of a single night', () => {
    expect(drawn([named('a')], [])).to.equal(undefined);
    expect(drawn([named('a'), { ...named('a'), device_udid: 'udid-2' }], [nights('a-case')], 1)).to.equal(undefined);
    expect(drawn([named('a')], [nights('a-case', { points: nights('a-case').points.slice(2) })])).to.equal(undefined);
  });
});
