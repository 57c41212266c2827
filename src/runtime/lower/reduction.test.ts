import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, runOpen, stated } from '../../../test/models/one-operation.js';
import type { Operands } from '../../../test/models/one-operation.js';

describe('reducing integers', () => {
  const x = fed.int32([-3, 4, 5, 2], [2, 2]);
  const reduce = (type: string, inputs: Operands = {}) =>
    runOpen(type, { x, ...inputs }, 'int32', 0).then((got) => got?.values[0]);

  it('drops fractions of the result', async () => {
    expect(await reduce('reduce_sum')).to.equal(8);
    expect(await reduce('reduce_prod')).to.equal(-120);
    expect(await reduce('reduce_max')).to.equal(5);
    expect(await reduce('reduce_min')).to.equal(-3);
    expect(await reduce('reduce_mean')).to.equal(2);
    expect(await reduce('reduce_l1_norm')).to.equal(14);
    expect(await reduce('reduce_sum_square')).to.equal(54);
    expect(await reduce('reduce_l2_norm')).to.equal(7);
    expect(await reduce('reduce_log_sum')).to.equal(2);
    expect(await reduce('reduce_log_sum_exp')).to.equal(5);
  });

  it('finds the place of the largest and the smallest', async () => {
    const place = (type: string) => runOpen(type, { x, axis: stated.int32(0) }, 'int32', 1).then((got) => got?.values);
    expect(await place('reduce_argmax')).to.deep.equal([1, 0]);
    expect(await place('reduce_argmin')).to.deep.equal([0, 1]);
  });

  it('over no axes reduces each element alone', async () => {
    const got = await runOpen('reduce_l1_norm', { x, axes: stated.int32([]) }, 'int32', 2);
    expect(got).to.deep.equal({ shape: [2, 2], values: [3, 4, 5, 2] });
  });

  it('means sides that are known when it runs', async () => {
    const inputs = { x: fed.int32([1, 2, 4, 9], [2, 2]), axes: stated.int32([-1]) };
    expect((await runOpen('reduce_mean', inputs, 'int32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 6]);
  });
});
