import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOpen, runOperation, stated } from '../../../test/models/one-operation.js';
import type { Operands } from '../../../test/models/one-operation.js';

describe('sorting', () => {
  const x = fed.fp32([2, 9, 4, 9], [1, 4]);
  const topk = (inputs: Operands, results: number, sorted: Operands = {}) =>
    runOperation({
      type: 'topk',
      inputs: { x, ...inputs, ...sorted },
      outputs: [
        { dtype: 'fp32' as const, shape: [1, undefined] },
        { dtype: 'uint16' as const, shape: [1, undefined] },
      ].slice(0, results),
    });

  it('takes the largest or the smallest, with their indices or without', async () => {
    const [values, indices] = await topk({ k: stated.int32(3) }, 2);
    expect(values?.values).to.deep.equal([9, 9, 4]);
    expect(indices?.values).to.deep.equal([1, 3, 2]);
    const [smallest] = await topk({ k: stated.int8(2), ascending: flag(true), return_indices: flag(false) }, 1);
    expect(smallest?.values).to.deep.equal([2, 4]);
    expect((await topk({}, 1))[0]?.values).to.deep.equal([9]);
  });

  it('takes all, or as many as were computed', async () => {
    expect((await topk({ k: stated.int32(-1) }, 2))[1]?.values).to.deep.equal([1, 3, 2, 0]);
    expect((await topk({ k: fed.int32(2) }, 2))[1]?.values).to.deep.equal([1, 3]);
  });

  it('gives the order of integers', async () => {
    const inputs = { x: fed.int32([3, 1, 2]), ascending: flag(true) };
    expect((await runOpen('argsort', inputs, 'int32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 2, 0]);
    expect((await runOpen('argsort', { x: fed.int32([3, 1, 2]) }, 'int32', 1))?.values).to.deep.equal([0, 2, 1]);
  });
});
