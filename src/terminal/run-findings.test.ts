import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import type { CaseRow } from '../results/tables/results.js';
import { runFindings } from './run-findings.js';

const row = (variant: string, psnr_y_db: number, ms: number, kB: number, more: Partial<CaseRow> = {}): CaseRow =>
  caseRow({ variant, psnr_y_db, latency_median_ms: ms, package_bytes: kB * 1000, device_kind: 'virtual', ...more });

const rows = [
  row('fine', 40.67, 200, 449),
  row('plain', 40.63, 14, 168),
  row('plain', 40.63, 9, 168, { compute_units: 'cpuOnly' }),
  row('small', 39.91, 15, 34),
  row('bad', 30.1, 1, 1),
];
const trust =
  'Figures of a virtual iPhone say nothing of an iPhone: they show what a run gives, so measure on yours before you choose.';

describe('what a run says in two sentences', () => {
  it('names the fastest and the smallest variant that are nearly as good as the best', () => {
    expect(runFindings(rows)).to.equal(
      `Within 1 dB of the best PSNR-Y (40.67 dB, fine), plain is the fastest (9.00 ms for 64x64 on cpuOnly, 200.00 ms with the best) and small the smallest (34 kB, 449 kB). ${trust}`,
    );
  });

  it('says of one that is both that it is both', () => {
    const both = [row('fine', 40, 9, 50), row('best', 40.5, 10, 60)];
    expect(runFindings(both)).to.contain(
      'fine is the fastest (9.00 ms for 64x64 on all, 10.00 ms with the best) and the smallest (50 kB',
    );
  });

  it('compares neither other sizes nor paced predictions nor cases that are not ok', () => {
    const others = [
      row('wide', 40.67, 1, 1, { image_width: 96 }),
      row('paced', 40.67, 1, 1, { pace_hz: 1 }),
      row('crashed', 40.67, 1, 1, { status: 'crashed' }),
    ];
    expect(runFindings([...rows, ...others])).to.equal(runFindings(rows));
  });

  it('says that there is nothing to choose from where nothing is', () => {
    const none = [caseRow({ status: 'crashed', device_kind: 'virtual' })];
    expect(runFindings(none)).to.equal(
      `No variant has both a latency and a PSNR, so there is nothing to choose from. ${trust}`,
    );
  });

  it('does not say of an iPhone that it is none', () => {
    expect(runFindings(rows.map((each) => ({ ...each, device_kind: 'physical' })))).to.match(
      /\. One run on one phone says little of others\.$/,
    );
  });
});
