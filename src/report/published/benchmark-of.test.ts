import { expect } from 'chai';
import { describe, it } from 'mocha';
import { benchmarkOf } from './benchmark-of.js';
import { benchmarks } from './benchmarks.js';

const set5 = benchmarks.find(({ name }) => name === 'Set5')?.pixels ?? [];
const truthsOf = (hashes: readonly string[], scale = 'x2'): Record<string, { source: string }> =>
  Object.fromEntries(
    hashes.map((sha256, index) => [`${scale} image-${String(index)}`, { source: `/in/${sha256}.rgb` }]),
  );

describe('the benchmark of a run', () => {
  it('is known by its pixels, whatever the folder is called', () => {
    const truths = { ...truthsOf(set5.slice(0, 5)), ...truthsOf([set5[1] ?? '', ...set5.slice(5)], 'x3') };
    expect(benchmarkOf({ testset: 'five', images: 5, truths })).to.equal('Set5');
  });

  it('is none where the pixels are others, a part or cropped, although the folder has its name', () => {
    const others = Array.from({ length: 5 }, (_, index) => String(index).repeat(64));
    for (const truths of [
      truthsOf(others),
      truthsOf(set5.slice(0, 4)),
      truthsOf([...set5.slice(0, 4), others[0] ?? '']),
    ]) {
      expect(benchmarkOf({ testset: 'Set5', images: 5, truths })).to.equal(undefined);
    }
    expect(benchmarkOf({ testset: 'Set14 (middle 64x64)', images: 14, truths: undefined })).to.equal(undefined);
    expect(benchmarkOf({ testset: 'Set14', images: 13, truths: undefined })).to.equal(undefined);
    expect(benchmarkOf({ testset: undefined, images: 5, truths: undefined })).to.equal(undefined);
  });

  it('is known by name and number where nothing says its pixels', () => {
    expect(benchmarkOf({ testset: 'Set5', images: 5, truths: undefined })).to.equal('Set5');
    expect(benchmarkOf({ testset: 'BSD100', images: 100, truths: truthsOf(['a'.repeat(64)]) })).to.equal('B100');
  });
});
