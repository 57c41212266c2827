import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runOf } from '../../../test/report-page-of.js';
import type { CaseRow } from '../../results/tables/results.js';
import { reportDataOf } from '../read/report-data-of.js';
import { minutesChart } from './minutes.js';
import type { FrameWindow, ReportData } from './report-data.js';
import { firstSelection } from './selection.js';
import { sustainedRows } from './sustained-rows.js';
import { sustainedChart } from './sustained.js';

const frames: Partial<CaseRow> = {
  ...{ case_id: 'a-all-64x64-30fps', sustained_s: 600, pace_hz: 30, deadline_miss_share: 0.2, throttled: true },
  ...{ first_minute_ms: 20, last_minute_ms: 25, speed_retained: 0.8, power_above_idle_w: 1.5 },
};

const windows: readonly FrameWindow[] = [
  { from: 0, to: 0.25, frames: 450, late: 0, medianMs: 20, p95Ms: 22, state: 'nominal' },
  { from: 0.25, to: 0.5, frames: 450, late: 0, medianMs: 21, p95Ms: 23, state: 'nominal' },
  { from: 0.5, to: 0.75, frames: 450, late: 90, medianMs: 25, state: 'serious' },
];

/** Cases of phones with the same windows. */
function reportOf(...rows: readonly Partial<CaseRow>[]): ReportData {
  const run = runOf(rows.map((cells) => ({ ...frames, ...cells })));
  const cases = run.rows.map(({ device_udid: udid, case_id }) => {
    return { udid, case_id, count: 1350, quantilesMs: [], mediansMs: [], windows };
  });
  return reportDataOf([{ ...run, samples: { cases, thermal: new Map() } }]);
}

describe('sustained cases on the page', () => {
  it('have a panel each, with when frames were due, what they took, and how warm the phone was', () => {
    const data = reportOf({});
    const drawn = sustainedChart.draw(data, firstSelection(data));
    expect(drawn?.label).to.include('a, 64×64, 30 fps · 20.0 % late · 80 % of its speed retained');
    const marks = drawn?.data['marks'] as readonly Record<string, unknown>[];
    const of = (kind: string): readonly Record<string, unknown>[] => marks.filter((mark) => mark['kind'] === kind);
    expect(of('due')).to.have.length(1);
    expect(of('due')[0]?.['value']).to.be.closeTo(33.33, 0.01);
    expect(of('window').map(({ value, p95, late }) => [value, p95, late])).to.deep.equal([
      [20, 22, 0],
      [21, 23, 0],
      [25, 25, 0.2],
    ]);
    expect(of('window')[2]?.['words']).to.match(
      /minute 0\.50 to 0\.75: median 25\.00 ms, 90 of 450 frames late, serious$/,
    );
    expect(of('state').map(({ from, to, state }) => [from, to, state])).to.deep.equal([
      [0, 0.5, 'nominal'],
      [0.5, 0.75, 'serious'],
    ]);
    expect(drawn?.table).to.have.length(1 + windows.length);
  });

  it('are those of the chosen phone at any size, and those that keep up best where they are many', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      ...{ variant: `v${String(index)}`, case_id: `c${String(index)}` },
      deadline_miss_share: (12 - index) / 12,
    }));
    const data = reportOf(...many, { device_udid: '2', image_width: 128 });
    const panels = (phone: number): string[] => {
      const marks = sustainedChart.draw(data, { ...firstSelection(data), phone })?.data['marks'];
      return [
        ...new Set((marks as readonly { readonly panel: string }[]).map(({ panel }) => panel.split(',')[0] ?? '')),
      ];
    };
    expect(panels(0)).to.deep.equal(['v11', 'v10', 'v9', 'v8', 'v7', 'v6', 'v5', 'v4']);
    expect(panels(1)).to.deep.equal(['a']);
  });

  it('compare the first minute with the last, where there were two', () => {
    const data = reportOf(
      {},
      { variant: 'short', case_id: 's', first_minute_ms: undefined, last_minute_ms: undefined },
    );
    const points = minutesChart.draw(data, firstSelection(data))?.data['points'];
    expect(points?.map((point) => ('value' in point ? point.value : undefined))).to.deep.equal([20, 25]);
  });

  it('stand in a table, also those that ended badly, without columns of which nothing is known', () => {
    const died = {
      ...frames,
      ...{ deadline_miss_share: undefined, first_minute_ms: undefined, last_minute_ms: undefined },
    };
    const data = reportOf({}, { ...died, variant: 'b', case_id: 'b', status: 'crashed', reason: 'memory ran out' });
    const [head = [], ...rows] = sustainedRows(data, firstSelection(data));
    expect(head).to.include.members(['late, %', 'speed retained, %', 'power above idle, W']);
    expect(head).to.not.include('battery before, °C');
    expect(rows.map((row) => [row[0], row[head.indexOf('ended')], row[head.indexOf('late, %')]])).to.deep.equal([
      ['a', '', '20.00'],
      ['b', 'crashed: memory ran out', ''],
    ]);
  });

  it('are in no section of a run without them', () => {
    const data = reportDataOf([runOf([{ latency_median_ms: 5 }])]);
    const selection = firstSelection(data);
    expect(sustainedChart.draw(data, selection)).to.equal(undefined);
    expect(minutesChart.draw(data, selection)).to.equal(undefined);
    expect(sustainedRows(data, selection)).to.deep.equal([]);
  });
});
