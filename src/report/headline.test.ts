import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf, runOf } from '../../test/report-page-of.js';
import type { CaseRow } from '../results/tables/results.js';
import { firstSelection } from './draw/selection.js';
import { headlineOf } from './headline.js';
import type { Headline } from './headline.js';
import { reportDataOf } from './read/report-data-of.js';
import type { Judgements } from './read/judgements.js';

const rows: readonly Partial<CaseRow>[] = [
  { variant: 'best', latency_median_ms: 20, psnr_y_db: 34, package_bytes: 4_000_000 },
  { variant: 'good', latency_median_ms: 8, psnr_y_db: 33.6, package_bytes: 3_000_000 },
  { variant: 'quick', latency_median_ms: 2, psnr_y_db: 31, package_bytes: 2_000_000 },
  { variant: 'tiny', latency_median_ms: 4, psnr_y_db: 30, package_bytes: 100_000 },
];

function saidOf(cells: readonly Partial<CaseRow>[], judgements: Partial<Judgements> = {}): Headline {
  const data = reportOf(...cells);
  return headlineOf(data, firstSelection(data), { unreadable: [], ...judgements });
}

const finding = {
  device_udid: 'udid-1',
  device_name: 'Shelf 7',
  case_id: 'a-all-64x64',
  variant: 'a',
  compute_units: 'all',
  image_width: 64,
  image_height: 64,
  metric: 'latency',
  verdict: 'regressed',
  consequence: 'regressed',
  change_percent: 12.34,
  reason: 'slower',
};
const comparison = { outcome: 'regressed', base_runs: ['base'], findings: [finding] } as const;

describe('the headline of a page', () => {
  it('says of tables alone what is fastest and smallest, and what it loses', () => {
    const { verdict, more } = saidOf(rows);
    expect(verdict).to.equal(
      'good enlarges in 8.00 ms on udid-1 (all, 64×64), 0.40 dB below the best: the fastest within 0.5 dB.',
    );
    expect(more[0]).to.equal('quick is the fastest on udid-1 (all, 64×64), 2.00 ms, 3.00 dB below the best.');
    expect(more[1]).to.equal('tiny is the smallest, 0.100 MB, 4.00 ms, 4.00 dB below the best.');
    expect(more[2]).to.equal('best has the best PSNR, 34.00 dB, 20.00 ms.');
    expect(more[3]).to.equal('4 cases of 4 ended well.');
  });

  it('says of several phones whether the same variant is the best choice on each', () => {
    const on = (device_udid: string, cells: readonly Partial<CaseRow>[]) =>
      cells.map((row) => ({ ...row, device_udid }));
    const slower = rows.map((row) => ({ ...row, latency_median_ms: (row.latency_median_ms ?? 0) * 1.5 }));
    expect(saidOf([...on('A', rows), ...on('B', slower)]).verdict).to.equal(
      'good is the fastest within 0.5 dB of the best PSNR (all, 64×64) on both phones, in 8.00 to 12.00 ms.',
    );
    const otherwise = on(
      'C',
      rows.map((row) => (row.variant === 'good' ? { ...row, psnr_y_db: 33 } : row)),
    );
    expect(saidOf([...on('A', rows), ...on('B', slower), ...otherwise]).verdict).to.match(
      /on 2 of 3 phones, in 8\.00 to 12\.00 ms; elsewhere it is best on C\.$/,
    );
  });

  it('says so where no two phones agree, and nothing of phones that measured other variants', () => {
    const on = (device_udid: string, cells: readonly Partial<CaseRow>[]) =>
      cells.map((row) => ({ ...row, device_udid }));
    const worse = rows.map((row) => (row.variant === 'good' ? { ...row, psnr_y_db: 33 } : row));
    expect(saidOf([...on('A', rows), ...on('B', worse)]).verdict).to.equal(
      'Phones differ in their fastest variant within 0.5 dB of the best PSNR (all, 64×64): good on A (8.00 ms), best on B (20.00 ms).',
    );
    expect(saidOf([...on('A', rows), ...on('B', rows.slice(2))]).verdict).to.match(/^good enlarges in 8\.00 ms on A/);
  });

  it('names the run that was judged where there are several, and counts the cases of all', () => {
    const data = reportDataOf(['first', 'last'].map((id) => runOf(rows, { folder: { path: id, id } })));
    const { verdict, more } = headlineOf(data, firstSelection(data), {
      comparison: { ...comparison, base_runs: ['base'], findings: [finding] },
      unreadable: [],
    });
    expect(verdict).to.match(/^last: 1 case regressed against base/);
    expect(more[0]).to.match(/^good is the fastest within .* in both runs, in 8\.00 ms\.$/);
    expect(more.at(-1)).to.equal('8 cases of 8 in 2 runs ended well.');
  });

  it("tells what iOS's own upscaler does beside the variants, and recommends none but these", () => {
    const system = { variant: 'system-low-latency-x2', compute_units: 'system', latency_median_ms: 1, psnr_y_db: 35 };
    const { verdict, more } = saidOf([...rows, system]);
    expect(verdict).to.match(/^good enlarges in 8.00 ms .* 0.40 dB below the best/);
    expect(more).to.include(
      "iOS's own upscaler (system-low-latency-x2) enlarges on udid-1 (all, 64×64), in 1.00 ms, with 35.00 dB.",
    );
  });

  it('is the comparison with the base where there is one, then the gate, then what to ship', () => {
    const choice = { choice: { variant: 'good', compute_units: 'all' }, figures: { latency_ms: 8 } };
    const { verdict, more } = saidOf(rows, {
      comparison: { ...comparison, base_runs: ['base'], findings: [finding] },
      gate: { outcome: 'failed', level: 'nightly', counts: { failed: 2, passed: 5 } },
      ship: { runs: ['run'], outcome: 'passed', scales: [{ scale: 2, fastest: choice }] },
    });
    expect(verdict).to.equal('1 case regressed against base: first of all a on Shelf 7, latency +12.3 %.');
    expect(more.slice(0, 2)).to.deep.equal([
      'The nightly budgets are broken: 2 of 7 findings fail.',
      'Ship the fastest that keeps every budget, good on all, 8.00 ms.',
    ]);
  });

  it('says that nothing regressed, and what is not decided', () => {
    const calm = { ...finding, verdict: 'equivalent', consequence: 'none' };
    const open = { ...finding, verdict: 'inconclusive', consequence: 'inconclusive' };
    const said = (outcome: 'nothing_regressed' | 'inconclusive', one: typeof finding): string =>
      saidOf(rows, { comparison: { outcome, base_runs: ['a', 'b'], findings: [one] } }).verdict;
    expect(said('nothing_regressed', calm)).to.equal(
      'Nothing regressed against 2 nights of the base: 1 case compared.',
    );
    expect(said('inconclusive', open)).to.match(/^Not decided against 2 nights of the base: 1 case/);
  });

  it('counts what is missing as a whole: cases of the base and phones of the fleet', () => {
    const comparison = { outcome: 'missing' as const, base_runs: ['base'], findings: [], only_base: [{}, {}] };
    expect(saidOf(rows, { comparison }).verdict).to.contain('compares, and 2 cases of the base have no answer');
    const gate = { outcome: 'missing' as const, level: 'release', counts: { passed: 12 }, gaps: [{}] };
    expect(saidOf(rows, { gate }).verdict).to.contain('no figure, and 1 phone of the fleet is missing.');
  });

  it('leaves out the figures that a variant does not have', () => {
    const { verdict, more } = saidOf([
      { variant: 'quick', latency_median_ms: 2, psnr_y_db: 31, package_bytes: 2_000_000 },
      { variant: 'tiny', psnr_y_db: 30, package_bytes: 100_000 },
      { variant: 'best', psnr_y_db: 34, package_bytes: 3_000_000 },
    ]);
    const said = [verdict, ...more].join(' ');
    expect(said).to.contain('tiny is the smallest, 0.100 MB, 4.00 dB below the best.');
    expect(said).to.contain('best has the best PSNR, 34.00 dB.');
    expect(said).not.to.match(/,,|,\./);
  });

  it('opens with a phone, units and a size that one case has', () => {
    const { verdict, more } = saidOf([
      { device_udid: 'a', compute_units: 'cpuOnly', latency_median_ms: 5, psnr_y_db: 30 },
      { device_udid: 'b', compute_units: 'all', latency_median_ms: 4, psnr_y_db: 31 },
    ]);
    expect([verdict, ...more].join(' '))
      .to.contain('on b (all')
      .and.not.to.contain('No case has a PSNR');
  });

  it('says that quality is unknown, that no case is ok, and what cannot be read', () => {
    expect(saidOf([{ latency_median_ms: 5 }]).more.join(' ')).to.contain('No case has a PSNR');
    expect(saidOf([{ status: 'crashed' }]).verdict).to.contain('No case of this run is ok');
    expect(saidOf(rows, { unreadable: ['compare.json'] }).more.at(-1)).to.contain('compare.json cannot be read');
  });
});
