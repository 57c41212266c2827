import { expect } from 'chai';
import { describe, it } from 'mocha';
import { check } from './check/rules.js';
import type { PlannedLaunch, Row, Tables } from './check/tables.js';

const udid = '00009999-0000000000000001';
const pair = { variant: 'v', computeUnits: 'all' };

const launch = (id: string, kind: string, more: Partial<PlannedLaunch> = {}): PlannedLaunch => ({
  id,
  kind,
  ...pair,
  job: { images: {}, steps: [{ do: 'load' }] },
  ...more,
});

const measureJob = {
  images: {},
  steps: [
    { do: 'warmup', count: 1 },
    { do: 'measure', scope: 'predict', count: 2, minNs: 0 },
    { do: 'measure', scope: 'end_to_end', count: 1, minNs: 0 },
  ],
};

const cases = ['v-all-8x8', 'v-all-9x8'];
const measures = cases.map((id) => launch(`measure-${id}`, 'measure', { case: id, job: measureJob }));

const clean: Tables = {
  plan: {
    hash: 'h',
    testset: 't',
    cases: cases.map((id) => ({ id, ...pair })),
    launches: [
      launch('prepare-v-all', 'prepare'),
      ...measures,
      launch('quality-v-all', 'quality', { job: { images: { bird: {}, baby: {} }, steps: [] } }),
    ],
    anchors: [launch('anchor-cpuOnly', 'anchor', { job: measureJob })],
  },
  results: cases.map((case_id) => ({
    ...{ device_udid: udid, case_id, variant: 'v', compute_units: 'all', status: 'ok', reason: '' },
    ...{ launches: '1', iterations: '2', latency_median_ms: '0.3', latency_ci_low_ms: '' },
    ...{ psnr_y_db: '29.76527', ssim_y: '0.886921', fidelity_db: '59.1' },
  })),
  launches: ['prepare-v-all', 'anchor-cpuOnly-1', ...measures.map(({ id }) => id), 'quality-v-all'].map(
    (id, index) => ({
      ...{ device_udid: udid, launch: id, attempt: '1', status: 'ok', reason: '' },
      ...{
        started_at: `2026-01-01T00:00:0${String(index)}.000Z`,
        finished_at: `2026-01-01T00:00:0${String(index + 1)}.000Z`,
      },
    }),
  ),
  samples: ['anchor-cpuOnly-1', ...measures.map(({ id }) => id)].flatMap((id) =>
    ['warmup 0', 'predict 0', 'predict 1', 'end_to_end 0'].map((of): Row => {
      const [phase = '', iteration = ''] = of.split(' ');
      return { device_udid: udid, launch: id, phase, iteration, latency_ns: '7' };
    }),
  ),
  quality: ['bird', 'baby'].map((image) => ({
    ...{ device_udid: udid, variant: 'v', compute_units: 'all', image, width: '16', height: '16' },
    ...{ psnr_y_db: '30.1', output_sha256: 'abc', latency_ms: '3' },
  })),
};

interface Setting {
  readonly phones?: number;
  readonly excused?: readonly string[];
  readonly held?: Tables;
}

const found = (broken: Partial<Tables>, { phones = 1, excused = [], held = clean }: Setting = {}): string[] =>
  check({ ...clean, ...broken }, { clean: held, phones, excused: timesOf(excused) });

const timesOf = (ids: readonly string[]): ReadonlyMap<string, number> =>
  new Map(ids.map((id) => [`${udid} ${id}`, ids.filter((other) => other === id).length]));

/** Rows of which the one at `at` has other cells. */
const withCells = (rows: readonly Row[], cells: Row, at = 0): Row[] =>
  rows.map((row, index) => (index === at ? { ...row, ...cells } : row));

describe('the checker of a soaked run', () => {
  const { results, launches, samples, quality } = clean;

  it('finds nothing where nothing is wrong', () => {
    expect(found({})).to.deep.equal([]);
  });

  it('names a row that is missing, doubled or of no planned case, and a phone that is missing', () => {
    expect(found({ results: results.slice(1) })).to.deep.equal([`results.csv: no row of ${udid} | v-all-8x8`]);
    expect(found({ results: [...results, results[0] ?? {}] })).to.deep.equal([
      `results.csv: 2 rows of ${udid} | v-all-8x8`,
    ]);
    expect(found({ results: [...results, { ...results[0], case_id: 'x' }] })).to.deep.equal([
      `results.csv: ${udid} | x is not planned`,
    ]);
    expect(found({}, { phones: 2 })).to.deep.equal(['results.csv: rows of 1 phones, not 2']);
  });

  it('names a figure that differs by a millionth', () => {
    expect(found({ results: withCells(results, { psnr_y_db: '29.765271' }, 1) })).to.deep.equal([
      `results.csv: ${udid} v-all-9x8: psnr_y_db is 29.765271, not 29.76527`,
    ]);
    expect(found({ quality: withCells(quality, { psnr_y_db: '30.100001' }) })).to.deep.equal([
      `quality.csv: ${udid} | v | all | bird: psnr_y_db is 30.100001, not 30.1`,
    ]);
  });

  it('names other pixels, another size, another status and a column that it does not know', () => {
    expect(found({ quality: withCells(quality, { output_sha256: 'abd' }) })).to.have.length(1);
    expect(found({ quality: withCells(quality, { width: '17' }) })).to.have.length(1);
    expect(found({ results: withCells(results, { status: 'no_picture' }) })).to.have.length(1);
    expect(found({ results: withCells(results, { iterations: '3' }) })).to.have.length(1);
    expect(found({ results: withCells(results, { later: '7' }) })[0]).to.contain('later is 7, not empty');
  });

  it('lets what is measured be another figure, but not missing, and not there without a cause', () => {
    expect(found({ results: withCells(results, { latency_median_ms: '1' }) })).to.deep.equal([]);
    expect(found({ results: withCells(results, { latency_median_ms: '' }) })).to.have.length(1);
    expect(found({ results: withCells(results, { latency_ci_low_ms: '1' }) })).to.have.length(1);
  });

  it('names an ok row without quality, even where the other run has none either', () => {
    const without = { ...clean, results: withCells(results, { psnr_y_db: '' }) };
    expect(found(without, { held: without })).to.deep.equal([`results.csv: ${udid} v-all-8x8: ok without quality`]);
  });

  it('names an image that was not enlarged', () => {
    expect(found({ quality: quality.slice(1) })).to.deep.equal([`quality.csv: no row of ${udid} | v | all | bird`]);
  });

  it('names a sample too few, one too many, one of no time, and those of no launch', () => {
    const [first = {}, ...rest] = samples;
    expect(found({ samples: rest })[0]).to.contain('anchor-cpuOnly-1: warmup has iterations none, not 1 from 0');
    expect(found({ samples: [...samples, first] })[0]).to.contain('warmup has iterations 0 0, not 1 from 0');
    expect(found({ samples: samples.slice(0, -1) })).to.have.length(1);
    expect(found({ samples: withCells(samples, { latency_ns: '0' }) })[0]).to.contain('took 0 ns');
    expect(found({ samples: [...samples, { ...first, launch: 'x' }] })[0]).to.contain('x is no launch that ended');
  });

  it('names a launch that ended twice, not at all, or badly without a cause', () => {
    const second = { ...launches[2], attempt: '2', started_at: '3', finished_at: '4' };
    expect(found({ launches: [...launches, second] })[0]).to.equal(
      `launches.csv: 2 rows of ${udid} | measure-v-all-8x8`,
    );
    expect(found({ launches: launches.filter((_, at) => at !== 0) })).to.deep.equal([
      `launches.csv: no row of ${udid} | prepare-v-all`,
    ]);
    const crashed = { launches: withCells(launches, { status: 'crashed', reason: 'it died' }, 2) };
    expect(found(crashed)).to.deep.equal([
      `launches.csv: ${udid} | measure-v-all-8x8: crashed (it died), though nobody killed its app`,
    ]);
    expect(found(crashed, { excused: ['measure-v-all-8x8'] })).to.deep.equal([]);
  });

  it('lets a launch whose app was killed be tried again, and is not content with less than a good end then', () => {
    const failed = { ...launches[2], status: 'crashed', reason: 'it died' };
    const again = { ...failed, attempt: '2', status: 'ok', reason: '', started_at: '3', finished_at: '4' };
    const retried = { launches: [...launches.filter((_, at) => at !== 2), failed, again] };
    expect(found(retried, { excused: ['measure-v-all-8x8'] })).to.deep.equal([]);
    expect(found(retried)[0]).to.contain('though nobody killed its app');
    const crashed = { results: withCells(results, { status: 'crashed', reason: 'it died' }) };
    expect(found({ ...retried, ...crashed }, { excused: ['measure-v-all-8x8'] })[0]).to.contain('status is crashed');
  });

  it('excuses the row of a launch whose app was killed as often as it was tried, and no other row', () => {
    const excused = ['measure-v-all-8x8', 'measure-v-all-8x8'];
    const crashed = (at: number) => ({ results: withCells(results, { status: 'crashed', reason: 'it died' }, at) });
    expect(found(crashed(0), { excused })).to.deep.equal([]);
    expect(found(crashed(1), { excused })).not.to.deep.equal([]);
    expect(found({ results: withCells(results, { status: 'crashed' }) }, { excused })).to.have.length(1);
    // An ok row is whole, whatever happened before.
    expect(found({ results: withCells(results, { psnr_y_db: '1' }) }, { excused })).to.have.length(1);
  });

  it('names a launch that began before another one on the phone had ended', () => {
    const early = { started_at: '2026-01-01T00:00:00.500Z' };
    expect(found({ launches: withCells(launches, early, 1) })).to.deep.equal([
      `launches.csv: ${udid} anchor-cpuOnly-1 began before prepare-v-all had ended`,
    ]);
  });

  it('names another sweep', () => {
    expect(found({ plan: { ...clean.plan, hash: 'x' } })[0]).to.contain('another sweep');
  });
});
