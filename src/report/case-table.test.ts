import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import type { CaseRow } from '../results/tables/results.js';
import { caseTable } from './case-table.js';
import { reportDevices } from './report-device.js';

/** The texts of the table's cells: its head, then a line for each case. */
function tableOf(...rows: readonly Partial<CaseRow>[]): string[][] {
  const [device] = reportDevices(rows.map((cells) => caseRow(cells)));
  if (device === undefined) throw new Error('no device');
  return caseTable(device)
    .text.split('<tr')
    .slice(1)
    .map((line) => [...line.matchAll(/<t[hd][^>]*>([^<]*)<\/t[hd]>/g)].map(([, text = '']) => text));
}

/** What a column says of each case; undefined where the table has no such column. */
function columnOf(title: string, ...rows: readonly Partial<CaseRow>[]): string[] | undefined {
  const [head = [], ...lines] = tableOf(...rows);
  const at = head.indexOf(title);
  return at < 0 ? undefined : lines.map((line) => line[at] ?? '');
}

describe("a phone's cases on the page", () => {
  const steady = { latency_median_ms: 5 };
  const paced = { case_id: 'a-all-64x64-paced', pace_hz: 1, latency_median_ms: 9 };

  it('have the median after a rest beside the steady one', () => {
    const rows = [steady, paced, { case_id: 'b', variant: 'b', latency_median_ms: 6 }];
    expect(columnOf('median, ms', ...rows)).to.deep.equal(['5.00', '9.00', '6.00']);
    expect(columnOf('after a rest of 1 s, ms', ...rows)).to.deep.equal(['9.00', '', '']);
    expect(columnOf('size', ...rows)).to.deep.equal(['64×64', '64×64, paced', '64×64']);
    expect(columnOf('after a rest of 1 s, ms', steady)).to.equal(undefined);
  });

  it('have a cold load only where first light showed that it is one', () => {
    const load = { cold_load_ms: 90, warm_load_ms: 7 };
    expect(columnOf('cold load, ms', { ...load, cold_load_shown: true })).to.deep.equal(['90.0']);
    for (const shown of [{}, { cold_load_shown: false }]) {
      expect(columnOf('cold load, ms', { ...load, ...shown })).to.equal(undefined);
      expect(columnOf('load after purge, ms', { ...load, ...shown })).to.deep.equal(['90.0']);
    }
    expect(columnOf('warm load, ms', load)).to.deep.equal(['7.0']);
  });
});
