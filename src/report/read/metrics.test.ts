import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportOf } from '../../../test/report-page-of.js';
import { energy } from '../../results/tables/case/energy.js';
import { sustained } from '../../results/tables/case/sustained.js';
import type { CaseRow } from '../../results/tables/results.js';
import { inWords, nameOf } from '../draw/metric.js';
import { firstSelection } from '../draw/selection.js';
import { tradeOff } from '../draw/trade-points.js';
import { costMetrics, qualityMetrics } from './metrics.js';

const ends = costMetrics.flatMap(({ interval }) => (interval === undefined ? [] : [interval.low, interval.high]));

describe('axes of the trade-off', () => {
  const measured = [...energy, ...sustained].filter(({ owner }) => owner !== 'plan').map(({ name }) => name);

  for (const name of measured.filter((column) => !ends.some((end) => end === column))) {
    it(`are what a phone measures as it grows warm or draws power: ${name}`, () => {
      const isOfFrames = sustained.some((column) => column.name === name);
      const cells: Partial<CaseRow> = isOfFrames ? { sustained_s: 600, pace_hz: 30 } : { latency_median_ms: 5 };
      const data = reportOf(
        { psnr_y_db: 30, ...cells, [name]: 0.5 },
        { variant: 'b', psnr_y_db: 31, ...cells, [name]: 0.75 },
      );
      expect(data.costs.map((metric) => metric.name)).to.include(name);
      // Without a steady case the page opens with none.
      const selection = { ...firstSelection(data), units: 'all', size: '64×64', x: name };
      const found = tradeOff(data, selection);
      const at = found?.points.map(({ variant, x }) => [variant, x / found.x.times]).sort();
      expect(at).to.deep.equal([
        ['a', 0.5],
        ['b', 0.75],
      ]);
      expect(found?.points.find(({ variant }) => variant === 'a')?.words).to.match(/0\.5|50\.0 %/);
    });
  }

  it('of sustained cases leave out the steady ones, and the other way round', () => {
    const steady: Partial<CaseRow> = { psnr_y_db: 30, latency_median_ms: 5, energy_per_image_mj: 9 };
    const frames: Partial<CaseRow> = {
      ...steady,
      variant: 'frames',
      sustained_s: 600,
      pace_hz: 30,
      speed_retained: 0.8,
    };
    const data = reportOf(steady, frames);
    const variants = (x: string): string[] | undefined =>
      tradeOff(data, { ...firstSelection(data), x })?.points.map(({ variant }) => variant);
    expect(variants('speed_retained')).to.deep.equal(['frames']);
    expect(variants('energy_per_image_mj')).to.deep.equal(['a']);
  });

  it('have bars where the tables have an interval of the cost', () => {
    const row = { psnr_y_db: 30, latency_median_ms: 5, energy_per_image_mj: 9, energy_low_mj: 8, energy_high_mj: 11 };
    const data = reportOf(row);
    const [point] = tradeOff(data, { ...firstSelection(data), x: 'energy_per_image_mj' })?.points ?? [];
    expect(point).to.include({ low: 8, high: 11 });
    expect(point?.words).to.include('energy per image 9.0 mJ, interval 8.0 to 11.0');
  });

  it('have their unit at the end of their title, and once in a sentence', () => {
    for (const metric of [...costMetrics, ...qualityMetrics]) {
      expect(metric.unit === '' || metric.title.endsWith(`, ${metric.unit}`), metric.title).to.equal(true);
      expect(`${nameOf(metric)} ${inWords(metric, 1)}`.split(metric.unit || '\0').length).to.be.at.most(2);
    }
  });
});
