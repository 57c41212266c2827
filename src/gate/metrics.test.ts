import { expect } from 'chai';
import { describe, it } from 'mocha';
import { metrics, worseningOf } from './metrics.js';

describe('metrics of a budget', () => {
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
