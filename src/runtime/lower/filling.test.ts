import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOpen, stated } from '../../../test/models/one-operation.js';
import type { Value } from '../../../test/models/one-operation.js';
import type { Dtype } from '../../mil/dtype.js';

const table = fed.fp32([1, 2, 3, 4, 5, 6], [2, 3]);

describe('filling', () => {
  it('fills a computed shape with a value of each type', async () => {
    const shape = fed.int32([1, 2]);
    expect(await runOpen('fill', { shape, value: stated.fp32(0.5) }, 'fp32', 2)).to.deep.equal({
      shape: [1, 2],
      values: [0.5, 0.5],
    });
    expect((await runOpen('fill', { shape, value: stated.int32(7) }, 'int32', 2))?.values).to.deep.equal([7, 7]);
    expect((await runOpen('fill', { shape, value: flag(true) }, 'bool', 2))?.values).to.deep.equal([1, 1]);
    expect((await runOpen('fill', { shape }, 'fp32', 2))?.values).to.deep.equal([0, 0]);
  });

  it('fills the shape of another tensor', async () => {
    const inputs = { ref_tensor: table, value: stated.int32(3) };
    expect((await runOpen('fill_like', inputs, 'int32', 2, { flexible: ['ref_tensor'] }))?.shape).to.deep.equal([2, 3]);
  });

  it('counts up and down, and does not add up errors', async () => {
    const range = (start: Value, end: Value, step: Value, dtype: Dtype) =>
      runOpen('range_1d', { start, end, step }, dtype, 1).then((got) => got?.values ?? []);
    expect(await range(stated.int32(1), fed.int32(8), stated.int32(3), 'int32')).to.deep.equal([1, 4, 7]);
    expect(await range(fed.fp32(2), stated.fp32(-1), stated.fp32(-1.5), 'fp32')).to.deep.equal([2, 0.5]);
    expect(await range(fed.fp32(2), stated.fp32(2), stated.fp32(1), 'fp32')).to.deep.equal([]);
    const long = await range(fed.fp32(0), stated.fp32(10_000), stated.fp32(0.1), 'fp32');
    expect(long.length).to.equal(100_000);
    expect(long.at(-1)).to.be.closeTo(9999.9, 0.001);
  });

  it('keeps a band of each matrix', async () => {
    const x = fed.int32([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
    const band = (lower?: number, upper?: number) =>
      runOpen(
        'band_part',
        {
          x,
          ...(lower === undefined ? {} : { lower: stated.int32(lower) }),
          ...(upper === undefined ? {} : { upper: stated.int32(upper) }),
        },
        'int32',
        2,
      ).then((got) => got?.values);
    expect(await band(0, 1)).to.deep.equal([1, 2, 0, 0, 5, 6, 0, 0, 9]);
    expect(await band(1, -1)).to.deep.equal([1, 2, 3, 4, 5, 6, 0, 8, 9]);
    expect(await band(-1, 0)).to.deep.equal([1, 0, 0, 4, 5, 0, 7, 8, 9]);
    expect(await band()).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
