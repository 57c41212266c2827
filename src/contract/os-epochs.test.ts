import { expect } from 'chai';
import { describe, it } from 'mocha';
import { osEpoch, osEpochs } from './os-epochs.js';

describe('the epoch of an iOS', () => {
  for (const [version, epoch] of [
    ['16.0', 'up-to-26'],
    ['26.7.1', 'up-to-26'],
    ['27', 'from-27'],
    ['27.0', 'from-27'],
    ['28.1', 'from-27'],
    ['', undefined],
    ['beta', undefined],
  ] as const) {
    it(`of ${JSON.stringify(version)} is ${epoch ?? 'unknown'}`, () => {
      expect(osEpoch(version)).to.equal(epoch);
    });
  }

  it('has a source for every boundary', () => {
    for (const { firstMajor, sources } of osEpochs) expect(sources.length > 0).to.equal(firstMajor > 0);
  });
});
