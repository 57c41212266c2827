import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import type { CaseRow } from '../../results/tables/results.js';
import { chipsChart } from './chips.js';
import type { Drawing } from './drawing.js';
import { firstSelection } from './selection.js';

function drawn(...models: readonly string[]): Drawing | undefined {
  const rows = models.map((device_model, index): Partial<CaseRow> => ({
    device_model,
    device_udid: `udid-${String(index)}`,
    latency_median_ms: 10 - index,
    psnr_y_db: 30,
  }));
  const data = reportOf(...rows);
  return chipsChart.draw(data, firstSelection(data));
}

describe('latency by chip', () => {
  it('goes from one generation to the next', () => {
    const drawing = drawn('iPhone16,1', 'iPhone12,1');
    expect(drawing?.signals['chips']).to.deep.equal(['A13 Bionic', 'A17 Pro']);
  });

  it('leaves out a virtual iPhone, which has no chip, also beside others', () => {
    expect(drawn('iPhone16,1', 'iPhone99,1')).to.equal(undefined);
    const drawing = drawn('iPhone16,1', 'iPhone12,1', 'iPhone99,1');
    expect(drawing?.table.slice(1).map(([chip]) => chip)).to.have.members(['A13 Bionic', 'A17 Pro']);
  });
});
