import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runGiven, runOpen, stated, text } from '../../../test/models/one-operation.js';
import type { Given } from '../../../test/models/one-operation.js';

const given = (shape: readonly number[], data: readonly number[], more: Partial<Given> = {}): Given => ({
  shape,
  data,
  ...more,
});

describe('matrix products', () => {
  it('matmul multiplies integers, a transposed constant too', async () => {
    const y = await runGiven({
      type: 'matmul',
      given: { x: given([1, 2], [3, 5], { dtype: 'int32' }) },
      operands: { y: stated.int32([1, 2, 3, 4], [2, 2]), transpose_y: flag(true) },
      shape: [1, 2],
      dtype: 'int32',
    });
    expect([...y.data]).to.deep.equal([13, 29]);
  });

  it('matmul takes a constant of another type, and gives what the program states', async () => {
    const y = await runGiven({
      type: 'matmul',
      given: { x: given([1, 2], [3, 5], { dtype: 'int32' }) },
      operands: { y: stated.fp32([0.5, 1.5], [2, 1]) },
      shape: [1, 1],
      dtype: 'int32',
    });
    expect([...y.data]).to.deep.equal([9]);
  });

  it('matmul broadcasts batches, and has nothing to transpose in a list', async () => {
    const y = await runGiven({
      type: 'matmul',
      given: { x: given([2], [1, 10], { open: true }), y: given([2, 1, 2, 1], [1, 2, 3, 4]) },
      operands: { transpose_x: flag(true) },
      shape: [2, 1, 1],
    });
    expect([...y.data]).to.deep.equal([21, 43]);
  });

  it('linear multiplies integers', async () => {
    const y = await runGiven({
      type: 'linear',
      given: { x: given([2], [1, 2], { dtype: 'int32' }) },
      operands: { weight: stated.int32([1, 1, 2, 3], [2, 2]), bias: stated.int32([10, 20]) },
      shape: [2],
      dtype: 'int32',
    });
    expect([...y.data]).to.deep.equal([13, 28]);
  });

  it('einsum broadcasts an axis of one in either operand', async () => {
    const twoRows = await runOpen(
      'einsum',
      {
        values: [fed.fp32([1, 2, 3, 4], [1, 1, 2, 2]), fed.fp32([10, 1], [1, 2, 1, 1])],
        equation: text('nchw,nwhu->nchu'),
      },
      'fp32',
      4,
    );
    expect(twoRows).to.deep.equal({ shape: [1, 1, 2, 1], values: [12, 34] });
    const otherLetters = await runOpen(
      'einsum',
      { values: [fed.fp32([1, 2], [1, 1, 2]), fed.fp32([10, 20, 1, 2], [2, 2, 1])], equation: text('xyz,zyq->xyq') },
      'fp32',
      3,
      { flexible: ['values'] },
    );
    expect(otherLetters?.values).to.deep.equal([12, 24]);
  });
});

describe('normalizations and padding', () => {
  const near = (got: ArrayLike<number>, wanted: readonly number[]): void => {
    expect(got.length).to.equal(wanted.length);
    wanted.forEach((value, at) => expect(got[at]).to.be.closeTo(value, 1e-5));
  };

  it('local_response_norm sums squares of neighbouring channels, an even size one channel further back', async () => {
    for (const [size, sums] of [
      [1, [1, 4, 9]],
      [2, [1, 5, 13]],
      [3, [5, 14, 13]],
    ] as const) {
      const y = await runGiven({
        type: 'local_response_norm',
        given: { x: given([1, 3, 1, 1], [1, 2, 3], { open: size === 3 }) },
        operands: {
          size: stated.int32([size], []),
          alpha: stated.fp32([0.5], []),
          beta: stated.fp32([2], []),
          k: stated.fp32([3], []),
        },
        shape: size === 3 ? [undefined, undefined, undefined, undefined] : [1, 3, 1, 1],
      });
      near(
        y.data,
        sums.map((sum, at) => (at + 1) / (3 + (0.5 / size) * sum) ** 2),
      );
    }
  });

  it('layer_norm and instance_norm work over open sides', async () => {
    const shape = [undefined, undefined, undefined];
    const x = given([1, 2, 2], [1, 3, 5, 9], { open: true });
    const operands = { epsilon: stated.fp32([0], []) };
    const rows = await runGiven({ type: 'instance_norm', given: { x }, operands, shape });
    near(rows.data, [-1, 1, -1, 1]);
    const layer = { ...operands, axes: stated.int32([-1]) };
    near((await runGiven({ type: 'layer_norm', given: { x }, operands: layer, shape })).data, [-1, 1, -1, 1]);
    const scaled = { ...operands, axes: stated.int32([1]), gamma: stated.fp32([2, 3]), beta: stated.fp32([1, 0]) };
    near((await runGiven({ type: 'layer_norm', given: { x }, operands: scaled, shape })).data, [-1, -1, 3, 3]);
  });

  it('pad takes amounts that are computed, for every axis', async () => {
    const y = await runGiven({
      type: 'pad',
      given: { x: given([1, 2], [1, 2]), pad: given([4], [1, 0, 0, 1], { dtype: 'int32' }) },
      operands: { constant_val: stated.fp32([7], []) },
      shape: [undefined, undefined],
    });
    expect(y.shape).to.deep.equal([2, 3]);
    expect([...y.data]).to.deep.equal([7, 7, 7, 1, 2, 7]);
  });

  it('pad mirrors and repeats along any axis', async () => {
    const padded = async (mode: string): Promise<number[]> => {
      const x = given([2, 3], [1, 2, 3, 4, 5, 6]);
      const operands = { pad: stated.int32([1, 0, 0, 2]), mode: text(mode) };
      return [...(await runGiven({ type: 'pad', given: { x }, operands, shape: [3, 5] })).data];
    };
    expect(await padded('reflect')).to.deep.equal([4, 5, 6, 5, 4, 1, 2, 3, 2, 1, 4, 5, 6, 5, 4]);
    expect(await padded('replicate')).to.deep.equal([1, 2, 3, 3, 3, 1, 2, 3, 3, 3, 4, 5, 6, 6, 6]);
  });
});
