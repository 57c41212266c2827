import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runOf } from '../../../test/report-page-of.js';
import type { QualityRow } from '../../results/tables/quality.js';
import type { CaseRow } from '../../results/tables/results.js';
import { reportDataOf } from '../read/report-data-of.js';
import type { ReportData, Selection } from './report-data.js';
import { firstSelection } from './selection.js';
import { tradeOffChart } from './trade-off.js';
import { tradeOff } from './trade-points.js';

const usual: Partial<CaseRow> = {
  scale: 2,
  testset: 'Set5',
  params: 100_000,
  psnr_y_db: 36,
  ssim_y: 0.95,
  latency_median_ms: 9,
};
const five = Array.from({ length: 5 }, (_, index) => ({ image: `image-${String(index)}` }) as QualityRow);

const reportOf = (rows: readonly Partial<CaseRow>[], quality = five): ReportData =>
  reportDataOf([
    runOf(
      rows.map((cells) => ({ ...usual, ...cells })),
      { quality },
    ),
  ]);

const drawn = (data: ReportData, chosen: Partial<Selection> = {}): string[] =>
  tradeOff(data, { ...firstSelection(data), x: 'params', ...chosen })?.published.map(({ name }) => name) ?? [];

describe('published networks in the trade-off', () => {
  it('stand beside variants on the same benchmark and scale, with their source', () => {
    const data = reportOf([{}]);
    const found = tradeOff(data, { ...firstSelection(data), x: 'params' })?.published ?? [];
    const fsrcnn = found.find(({ name }) => name === 'FSRCNN');
    expect(fsrcnn).to.include({ x: 12, y: 37 });
    expect(fsrcnn?.words).to.match(
      /^FSRCNN \(published\): .*12\.0 thousands; PSNR-Y 37\.00 dB on Set5 at ×2;.*arXiv:1901\.07261/,
    );
    // Twice the parameters of the largest variant.
    expect(found.map(({ name }) => name)).to.deep.equal(['FSRCNN', 'MoreMNAS-C', 'SRCNN']);
    expect(drawn(reportOf([{ params: 1_000_000 }]), { y: 'ssim_y' }))
      .to.include('SwinIR light')
      .and.not.include('PiperSR');
  });

  it('stand at their multiply-accumulates per pixel as well, where a paper prints them', () => {
    const data = reportOf([{ macs_per_pixel: 8000 }]);
    const found = tradeOff(data, { ...firstSelection(data), x: 'macs_per_pixel' })?.published ?? [];
    // 6.0 G for 1280×720 pixels.
    expect(found.find(({ name }) => name === 'FSRCNN')?.x).to.be.closeTo(6.51, 0.01);
    expect(found.map(({ name }) => name)).to.not.include('PiperSR');
  });

  it('are in no chart of other images, other scales, scales together, or other axes', () => {
    expect(drawn(reportOf([{ testset: 'photos' }]))).to.deep.equal([]);
    expect(drawn(reportOf([{}], five.slice(1)))).to.deep.equal([]);
    expect(drawn(reportOf([{ scale: 8 }]))).to.deep.equal([]);
    expect(drawn(reportOf([{}, { variant: 'b', scale: 4 }]))).to.deep.equal([]);
    expect(drawn(reportOf([{}]), { x: 'package_bytes' })).to.deep.equal([]);
    const two = reportOf([{ params: 1e6 }, { variant: 'b', scale: 4, image_width: 128, params: 1e6 }]);
    expect(drawn(two, { size: '128×64' }))
      .to.include('RFDN')
      .and.not.include('FSRCNN');
    expect(drawn(reportOf([{ fidelity_db: 40 }]), { y: 'fidelity_db' })).to.deep.equal([]);
    expect(reportOf([{ testset: 'photos' }]).published).to.deep.equal([]);
  });

  it('never take a place on the front, and are in the table and in the chart of theirs', () => {
    const data = reportOf([{}, { variant: 'b', params: 50_000, psnr_y_db: 35 }]);
    const selection = { ...firstSelection(data), x: 'params' };
    expect(tradeOff(data, selection)?.front.map(({ variant }) => variant)).to.deep.equal(['b', 'a']);
    const drawing = tradeOffChart.draw(data, selection);
    expect(drawing?.table.at(-1)?.[0]).to.equal('SRCNN (published)');
    expect(drawing?.data['published']).to.have.length(3);
    expect(drawing?.label).to.include('3 published networks');
  });
});
