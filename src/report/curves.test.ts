import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import type { CaseRow } from '../results/tables/results.js';
import { chartSvg } from './chart.js';
import { curvesOf, clipDb } from './curves.js';
import type { Curve } from './curves.js';
import { reportDevices } from './report-device.js';

const usual: Partial<CaseRow> = { family: 'real', params: 2000, latency_median_ms: 10, psnr_y_db: 30 };

const curves = (...rows: readonly Partial<CaseRow>[]): Curve[] =>
  reportDevices(rows.map((cells) => caseRow({ ...usual, ...cells }))).flatMap(curvesOf);

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

  it('leave out cases that are not ok or paced, and what is unknown', () => {
    expect(curves({ status: 'crashed' })).to.be.empty;
    expect(curves({ pace_hz: 1 })).to.be.empty;
    expect(curves({ psnr_y_db: undefined })).to.be.empty;
    expect(curves({ params: undefined, latency_median_ms: undefined }).map(({ title }) => title)).to.deep.equal([
      'PSNR against package size',
    ]);
  });

  it('are clipped 4 dB below the best variant, and show lower variants on the lower edge', async () => {
    const [size] = curves({ variant: 'best', psnr_y_db: 34.5 }, { variant: 'near' }, { variant: 'far', psnr_y_db: 15 });
    expect(clipDb(size?.points ?? [])).to.equal(30);
    const svg = size && (await chartSvg(size));
    expect(svg).to.contain('>30<').and.not.to.contain('>15<').and.not.to.contain('>25<');
    expect(svg?.match(/opacity="0.35"/g)).to.have.length(1);
  });

  it("have a mark of its own for each family that somebody's catalogue names", async () => {
    const [size] = curves({ family: 'mine' }, { variant: 'b', family: 'real' }, { variant: 'c', family: 'yours' });
    const svg = (size && (await chartSvg(size))) ?? '';
    for (const family of ['mine', 'real', 'yours']) expect(svg).to.contain(`>${family}<`);
    const marks = [...svg.matchAll(/aria-roledescription="point"[^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
    expect(new Set(marks).size, svg).to.equal(3);
  });

  it('are not clipped when no variant is far below the best', () => {
    expect(curves({}, { variant: 'b', psnr_y_db: 26 }).map(({ points }) => clipDb(points))).to.deep.equal(
      Array(3).fill(undefined),
    );
  });

  it('have names of their own for each phone, which every file system accepts', () => {
    const names = curves({}, { device_udid: '../other' }).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name))).to.be.empty;
  });
});
