import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { caseRow } from '../../test/case-row.js';
import { hostileName } from '../../test/hostile-names.js';
import { summaryTable } from './summary.js';

const ok = caseRow({
  variant: 'swinir-s-x2-int8-64',
  compute_units: 'cpuOnly',
  params: 107_788,
  package_bytes: 226_000,
  weight_dtype: 'int8',
  latency_median_ms: 58.26,
  memory_predict_peak_bytes: 191e6,
  psnr_y_db: 40.53,
  fidelity_db: 54.74,
  testset: 'images',
  reference_variant: 'swinir-s-x2-fp32-64',
});
const crashed = caseRow({
  variant: 'plain',
  status: 'crashed',
  reason: 'the app died in measure, after it had failed before',
  testset: 'images',
});

describe('the table of a run', () => {
  it('has all columns, and the reason in its line, where no terminal limits it', () => {
    expect(summaryTable([ok, crashed]).split('\n')).to.deep.equal([
      'variant              units    size   status                                                        params  kB    weights  median ms  memory MB  PSNR-Y dB  fidelity dB',
      'swinir-s-x2-int8-64  cpuOnly  64x64  ok                                                            107788  226   int8     58.26      191        40.53      54.74',
      'plain                all      64x64  crashed: the app died in measure, after it had failed before          3000',
    ]);
  });

  it('fits a terminal of 120 columns, and gives reasons below', () => {
    expect(summaryTable([ok, crashed], 120).split('\n')).to.deep.equal([
      'variant              units    size   status   params  kB    weights  median ms  memory MB  PSNR-Y dB  fidelity dB',
      'swinir-s-x2-int8-64  cpuOnly  64x64  ok       107788  226   int8     58.26      191        40.53      54.74',
      'plain                all      64x64  crashed  -       3000  -        -          -          -          -',
      '',
      'plain all 64x64 is crashed: the app died in measure, after it had failed before',
    ]);
  });

  it('leaves columns out on one of 80, and says so', () => {
    expect(summaryTable([ok, crashed], 80).split('\n')).to.deep.equal([
      'variant              units    size   status   kB    median ms  PSNR-Y dB',
      'swinir-s-x2-int8-64  cpuOnly  64x64  ok       226   58.26      40.53',
      'plain                all      64x64  crashed  3000  -          -',
      '',
      'plain all 64x64 is crashed: the app died in measure, after it had failed before',
      'Left out for want of room: params, weights, memory MB, fidelity dB. results.csv',
      'has them.',
    ]);
  });

  it('gives each case a few lines on one of 40', () => {
    expect(summaryTable([ok], 40).split('\n').slice(0, 6)).to.deep.equal([
      'swinir-s-x2-int8-64',
      '  units: cpuOnly',
      '  size: 64x64',
      '  status: ok',
      '  median ms: 58.26',
      '  PSNR-Y dB: 40.53',
    ]);
  });

  it('says why a cell of a case that is ok is empty', () => {
    const bare = caseRow({ variant: 'own', latency_median_ms: 1 });
    expect(summaryTable([bare], 120)).to.contain(
      'PSNR-Y dB is empty: the sweep names no test set; give it quality: testset.',
    );
    const alone = { ...ok, fidelity_db: undefined, reference_variant: undefined };
    expect(summaryTable([alone], 120)).to.contain(
      'fidelity dB is empty: the variant has no reference; name one in variants.yaml.',
    );
  });

  it('shows no hostile name raw at any width', () => {
    fc.assert(
      fc.property(hostileName, fc.constantFrom(undefined, 40, 80, 120), (name, width) => {
        const hostile = caseRow({ variant: name, device_name: name, status: 'crashed', reason: name });
        const text = summaryTable([hostile, { ...ok, device_udid: 'other' }], width);
        expect(text.replaceAll('\n', '')).not.to.match(/[\p{Cc}\u202e\u2028]/u);
      }),
    );
  });
});
