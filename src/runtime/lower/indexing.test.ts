import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOpen, stated } from '../../../test/models/one-operation.js';

const table = fed.fp32([1, 2, 3, 4, 5, 6], [2, 3]);

describe('gathering', () => {
  it('takes batches together', async () => {
    const x = fed.int32(
      Array.from({ length: 24 }, (_, at) => at),
      [2, 3, 4],
    );
    const indices = fed.int32([3, 0, 1, 1], [2, 2]);
    const got = await runOpen(
      'gather',
      { x, indices, axis: stated.int32(-1), batch_dims: stated.int32(1) },
      'int32',
      3,
      {
        flexible: ['x', 'indices'],
      },
    );
    expect(got).to.deep.equal({ shape: [2, 3, 2], values: [3, 0, 7, 4, 11, 8, 13, 13, 17, 17, 21, 21] });
  });

  it('takes one index', async () => {
    const got = await runOpen('gather', { x: table, indices: stated.int32(1), axis: stated.int32(1) }, 'fp32', 1);
    expect(got).to.deep.equal({ shape: [2], values: [2, 5] });
  });

  it('takes the nearest index where one out of range is not validated', async () => {
    const inputs = { x: fed.fp32([1, 2, 3]), indices: fed.int32([-9, -1, 9]), validate_indices: flag(false) };
    expect((await runOpen('gather', inputs, 'fp32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 3, 3]);
  });

  it('takes places of several axes, by batch', async () => {
    const indices = fed.int32([2, 0], [2, 1]);
    const got = await runOpen('gather_nd', { x: table, indices, batch_dims: stated.int32(1) }, 'fp32', 1);
    expect(got).to.deep.equal({ shape: [2], values: [3, 4] });
  });

  it('lists the places that are not 0, a row each', async () => {
    expect(await runOpen('non_zero', { x: fed.int32([0, 7, 0, -1], [2, 2]) }, 'int32', 2)).to.deep.equal({
      shape: [2, 2],
      values: [0, 1, 1, 1],
    });
  });

  it('turns indices into vectors, those out of range into empty ones', async () => {
    const inputs = {
      indices: fed.int32([1, -1, 3]),
      one_hot_vector_size: fed.int32(3),
      axis: stated.int32(0),
      on_value: stated.fp32(5),
      off_value: stated.fp32(-1),
    };
    expect(await runOpen('one_hot', inputs, 'fp32', 2)).to.deep.equal({
      shape: [3, 3],
      values: [-1, -1, -1, 5, -1, -1, -1, -1, -1],
    });
  });
});
