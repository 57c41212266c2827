import { expect } from 'chai';
import { describe, it } from 'mocha';
import { publishedNetworks } from './networks.js';

describe('published networks', () => {
  it('each have figures that a network on natural images can have, at least on Set5 and Set14', () => {
    for (const { name, scale, params, multiplyAdds = 1e9, scores, source } of publishedNetworks) {
      expect(scores, name).to.include.all.keys('Set5', 'Set14');
      expect(params, name).to.be.within(1e3, 2e6);
      expect(multiplyAdds, name).to.be.within(1e9, 1e12);
      expect(source, name).to.match(/arXiv:\d{4}\.\d{5}|model card/);
      for (const { psnrYDb, ssimY = 0.9 } of Object.values(scores)) {
        expect(psnrYDb, `${name} at ${String(scale)}`).to.be.within(24, 40);
        expect(ssimY, `${name} at ${String(scale)}`).to.be.within(0.7, 1);
      }
    }
  });

  it('are each there once for a scale', () => {
    const names = publishedNetworks.map(({ name, scale }) => `${name} ${String(scale)}`);
    expect(new Set(names).size).to.equal(names.length);
  });
});
