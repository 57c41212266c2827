import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import type { CaseRow } from '../../results/tables/results.js';
import type { Selection } from './report-data.js';
import { firstSelection } from './selection.js';
import { tradeOff } from './trade-points.js';
import type { TradeOff } from './trade-points.js';

const usual: Partial<CaseRow> = { family: 'real', params: 2000, latency_median_ms: 10, psnr_y_db: 30 };

function drawn(rows: readonly Partial<CaseRow>[], chosen: Partial<Selection> = {}): TradeOff | undefined {
  const data = reportOf(...rows.map((cells) => ({ ...usual, ...cells })));
  return tradeOff(data, { ...firstSelection(data), ...chosen });
}

const namesIn = (found: TradeOff | undefined): string[] | undefined =>
  found?.points.map(({ variant }) => variant).sort();

describe('the trade-off of a selection', () => {
  it('has a point for each variant of the units, the size and the phone', () => {
    const rows = [
      {},
      { variant: 'b', compute_units: 'cpuOnly' },
      { variant: 'c', image_width: 128 },
      { variant: 'd', device_udid: '2' },
    ];
    expect(namesIn(drawn(rows))).to.deep.equal(['a']);
    expect(namesIn(drawn(rows, { units: 'cpuOnly' }))).to.deep.equal(['b']);
    expect(namesIn(drawn(rows, { size: '128×64' }))).to.deep.equal(['c']);
    expect(namesIn(drawn(rows, { phone: 1 }))).to.deep.equal(['d']);
  });

  it('shows figures in the units of its axes, and intervals of latencies alone', () => {
    const row = { latency_ci_low_ms: 9, latency_ci_high_ms: 11 };
    expect(drawn([row])?.points[0]).to.include({ x: 10, y: 30, low: 9, high: 11 });
    const [size] = drawn([row], { x: 'package_bytes' })?.points ?? [];
    expect(size).to.include({ x: 3, low: undefined, high: undefined });
    expect(drawn([row], { x: 'params' })?.points[0]).to.include({ x: 2 });
  });

  it('leaves out cases that are not ok or paced, and what is unknown', () => {
    const other = { variant: 'b' };
    for (const cells of [
      { status: 'crashed' },
      { pace_hz: 1 },
      { psnr_y_db: undefined },
      { latency_median_ms: undefined },
    ]) {
      expect(namesIn(drawn([cells, other]))).to.deep.equal(['b']);
    }
    expect(drawn([{ status: 'crashed' }])).to.equal(undefined);
  });

  it('is clipped 4 dB below the best variant, and keeps what lies lower on its edge with its own figure', () => {
    const points = drawn([{ psnr_y_db: 34.5 }, { variant: 'near' }, { variant: 'far', psnr_y_db: 15 }])?.points ?? [];
    const far = points.find(({ variant }) => variant === 'far');
    expect(far).to.include({ isClipped: true, y: 30 });
    expect(far?.words).to.contain('15.00 dB');
    expect(points.filter(({ isClipped }) => isClipped)).to.have.length(1);
    expect(drawn([{}, { variant: 'b', psnr_y_db: 26 }])?.points.some(({ isClipped }) => isClipped)).to.equal(false);
  });

  it('takes more zeros for cheaper, and a smaller distance for better', () => {
    const rows = [
      { zero_share: 0.5, psnr_y_db: 31 },
      { variant: 'b', zero_share: 0.2, psnr_y_db: 30 },
      { variant: 'c', zero_share: 0.1, psnr_y_db: 33 },
    ];
    expect(
      drawn(rows, { x: 'zero_share' })
        ?.front.map(({ variant }) => variant)
        .sort(),
    ).to.deep.equal(['a', 'c']);
  });

  it('has an axis of costs that begins at 0, and below it only for a variant that is larger than its reference', () => {
    const rows = [{ removed_share: 0.4 }, { variant: 'b', removed_share: 0.1 }];
    expect(drawn(rows, { x: 'removed_share' })?.xDomain[0]).to.equal(0);
    const larger = drawn([...rows, { variant: 'c', removed_share: -0.2 }], { x: 'removed_share' });
    expect(larger?.xDomain[0]).to.be.within(-40, -20.6);
    expect(drawn([{ zero_share: 0 }], { x: 'zero_share' })?.xDomain).to.deep.equal([0, 1]);
  });

  it('recommends the fastest within half a dB of the best', () => {
    const found = drawn([
      { psnr_y_db: 34 },
      { variant: 'quick', psnr_y_db: 33.6, latency_median_ms: 4 },
      { variant: 'poor', psnr_y_db: 33.4, latency_median_ms: 2 },
    ]);
    expect(found?.points.filter(({ isRecommended }) => isRecommended).map(({ variant }) => variant)).to.deep.equal([
      'quick',
    ]);
  });

  it('names the points of the front beside them, without one name on another', () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      variant: `variant-number-${String(index)}`,
      latency_median_ms: 5 + index / 8,
      psnr_y_db: 30 + index / 100,
    }));
    const points = drawn(rows)?.points ?? [];
    const labelled = points.filter(({ label }) => label !== undefined);
    expect(labelled).to.have.length.above(4).and.below(60);
    expect(points.every(({ words, line }) => words.endsWith(`results.csv line ${String(line)}`))).to.equal(true);
  });
});
