import { expect } from 'chai';
import { describe, it } from 'mocha';
import { intervalOf, metrics, worseningOf } from './metrics.js';

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
});
