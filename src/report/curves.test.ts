import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Cell } from '../results/column.js';
import { Row } from '../results/read-tables.js';
import { resultsTable } from '../results/tables/results.js';
import { chartSvg } from './chart.js';
import { curvesOf, floorDb } from './curves.js';
import type { Curve } from './curves.js';
import { reportDevices } from './report-case.js';

const usual: Readonly<Record<string, Cell>> = {
  status: 'ok',
  device_udid: 'udid-1',
  variant: 'a',
  family: 'real',
  compute_units: 'all',
  image_width: 64,
  image_height: 64,
  params: 2000,
  package_bytes: 3_000_000,
  latency_median_ms: 10,
  psnr_y_db: 30,
};

const curves = (...rows: readonly Readonly<Record<string, Cell>>[]): Curve[] => {
  const table = rows.map(
    (cells) =>
      new Row(new Map(resultsTable.columns.map(({ name }) => [name, name in cells ? cells[name] : usual[name]]))),
  );
  return reportDevices(table).flatMap(curvesOf);
};

describe("a phone's curves", () => {
  it('are size, parameters, and latency for each units and size', () => {
    const titles = curves({}, { compute_units: 'cpuOnly' }, { image_width: 128 }).map(({ title }) => title);
    expect(titles).to.deep.equal([
      'PSNR against package size',
      'PSNR against parameters',
      'PSNR against latency: all, 64×64',
      'PSNR against latency: cpuOnly, 64×64',
      'PSNR against latency: all, 128×64',
    ]);
  });

  it('show size in MB and parameters in thousands, at the lowest PSNR of the units', () => {
    const [size, params] = curves({}, { compute_units: 'cpuOnly', psnr_y_db: 29 });
    expect(size?.points.map(({ cost, gain }) => [cost, gain])).to.deep.equal([[3, 29]]);
    expect(params?.points.map(({ cost, gain }) => [cost, gain])).to.deep.equal([[2, 29]]);
  });

  it('leave out cases that are not ok, and what is unknown', () => {
    expect(curves({ status: 'crashed' })).to.be.empty;
    expect(curves({ psnr_y_db: undefined })).to.be.empty;
    expect(curves({ params: undefined, latency_median_ms: undefined }).map(({ title }) => title)).to.deep.equal([
      'PSNR against package size',
    ]);
  });

  it('end 4 dB below the best variant, on whose lower edge the deeper ones stand', async () => {
    const [size] = curves({ variant: 'best', psnr_y_db: 34.5 }, { variant: 'near' }, { variant: 'far', psnr_y_db: 15 });
    expect(floorDb(size?.points ?? [])).to.equal(30);
    const svg = size && (await chartSvg(size));
    expect(svg).to.contain('>30<').and.not.to.contain('>15<').and.not.to.contain('>25<');
    expect(svg?.match(/opacity="0.35"/g)).to.have.length(1);
  });

  it('reach to the lowest variant when none is far below', () => {
    expect(curves({}, { variant: 'b', psnr_y_db: 26 }).map(({ points }) => floorDb(points))).to.deep.equal(
      Array(3).fill(undefined),
    );
  });

  it('are apart for each phone, under names that no file system minds', () => {
    const names = curves({}, { device_udid: '../other' }).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name))).to.be.empty;
  });
});
