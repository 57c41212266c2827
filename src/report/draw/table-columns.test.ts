import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import type { CaseRow } from '../../results/tables/results.js';
import { tableColumns } from './table-columns.js';

/** What a column says of each case; undefined where the table has no such column. */
function columnOf(title: string, ...rows: readonly Partial<CaseRow>[]): string[] | undefined {
  const data = reportOf(...rows);
  const column = tableColumns(data).find((each) => each.title === title);
  return column && data.cases.map((row) => column.text(row));
}

describe('the cases on the page', () => {
  const steady = { latency_median_ms: 5 };
  const paced = { case_id: 'a-all-64x64-paced', pace_hz: 1, latency_median_ms: 9 };

  it('have the median after a rest beside the steady one', () => {
    const rows = [steady, paced, { case_id: 'b', variant: 'b', latency_median_ms: 6 }];
    expect(columnOf('median latency, ms', ...rows)).to.deep.equal(['5.00', '9.00', '6.00']);
    expect(columnOf('after a rest of 1 s, ms', ...rows)).to.deep.equal(['9.00', '', '']);
    expect(columnOf('size', ...rows)).to.deep.equal(['64×64', '64×64, paced', '64×64']);
    expect(columnOf('after a rest of 1 s, ms', steady)).to.equal(undefined);
  });

  it('have a cold load only where first light showed that it is one', () => {
    const load = { cold_load_ms: 90, warm_load_ms: 7 };
    expect(columnOf('cold load, ms', { ...load, cold_load_shown: true })).to.deep.equal(['90.0']);
    for (const cells of [{}, { cold_load_shown: false }]) {
      expect(columnOf('cold load, ms', { ...load, ...cells })).to.equal(undefined);
      expect(columnOf('load after purge, ms', { ...load, ...cells })).to.deep.equal(['90.0']);
    }
    expect(columnOf('warm load, ms', load)).to.deep.equal(['7.0']);
  });

  it('have a column for every figure of quality that the tables have, and none without a value', () => {
    expect(columnOf('SSIM-Y', { ssim_y: 0.91234 }, { psnr_y_db: 30 })).to.deep.equal(['0.9123', '']);
    expect(columnOf('PSNR-Y, dB', { psnr_y_db: 30 })).to.deep.equal(['30.00']);
    expect(columnOf('SSIM-Y', { psnr_y_db: 30 })).to.equal(undefined);
  });
});
