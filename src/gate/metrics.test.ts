import { expect } from 'chai';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { energy } from '../results/tables/case/energy.js';
import { sustained } from '../results/tables/case/sustained.js';
import type { CaseRow } from '../results/tables/results.js';
import { intervalOf, isOfFrames, metrics, worseningOf } from './metrics.js';
import type { Metric } from './metrics.js';
import { ruleSchema } from './rule-schema.js';
import { verdictOf } from './verdict.js';

describe('metrics of a budget', () => {
  it('are what a picture costs in energy as well, with its interval, and the power', () => {
    for (const metric of ['energy_per_image_mj', 'power_above_idle_w'] as const) {
      expect(metrics).to.include(metric);
      expect(worseningOf(metric)).to.deep.equal({ by: 'growing', unit: '%' });
    }
    expect(intervalOf('energy_per_image_mj')).to.deep.equal({ low: 'energy_low_mj', high: 'energy_high_mj' });
    expect(worseningOf('battery_temperature_c')).to.equal(undefined);
  });

  it('are the perceptual ones as well, each with the way in which it gets worse', () => {
    const directions = {
      ms_ssim: 'falling',
      ssimulacra2: 'falling',
      flip: 'growing',
      niqe: 'growing',
      lpips: 'growing',
      dists: 'growing',
    } as const;
    for (const [metric, by] of Object.entries(directions)) {
      expect(metrics).to.include(metric);
      expect(worseningOf(metric as keyof typeof directions)).to.deep.equal({ by, unit: '%' });
    }
  });

  describe('that a phone measures as it grows warm or draws power', () => {
    const columns = [...energy, ...sustained].filter(({ owner }) => owner !== 'plan').map(({ name }) => name);

    for (const metric of columns) {
      const match = isOfFrames(metric) ? { sustained: true } : {};
      const judged = (value: number | undefined, limits: object): string => {
        const cells: Partial<CaseRow> = { device_kind: 'physical', sustained_s: isOfFrames(metric) ? 600 : undefined };
        const { low, high } = intervalOf(metric) ?? {};
        const interval = Object.fromEntries([low, high].flatMap((end) => (end === undefined ? [] : [[end, value]])));
        const row = caseRow({ ...cells, ...interval, [metric]: value });
        const rule = { ...ruleSchema.parse({ match, metric, ...limits }), number: 1 };
        return verdictOf('run', [row], { file: 'b.yaml', rules: [rule], level: 'nightly', allowVirtual: false })
          .outcome;
      };

      it(`is limited by a rule: ${metric}`, () => {
        expect(judged(0.5, { max: 0.6 })).to.equal('passed');
        expect(judged(0.5, { max: 0.4 })).to.equal('failed');
        expect(judged(0.5, { min: 0.6 })).to.equal('failed');
        expect(judged(undefined, { max: 0.6 })).to.equal('missing');
      });
    }

    it('has a way in which it gets worse, but for temperatures, which are in degrees', () => {
      const lacking = columns.filter((metric) => worseningOf(metric) === undefined);
      expect(lacking).to.deep.equal(['battery_temperature_c', 'battery_temperature_after_c']);
    });

    it('is refused of cases that never have it, with what to write', () => {
      const frames = metrics.filter((metric) => isOfFrames(metric));
      expect(frames).to.include.members(['deadline_miss_share', 'speed_retained'] satisfies Metric[]);
      for (const metric of frames) {
        const { error } = ruleSchema.safeParse({ metric, max: 1 });
        expect(error?.issues.map(({ message }) => message)).to.deep.equal([
          `only sustained cases have ${metric}; write match: { sustained: true }`,
        ]);
      }
    });
  });
});
