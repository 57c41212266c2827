import { expect } from 'chai';
import { describe, it } from 'mocha';
import { flag, floats, ints, mil, text } from '../../../test/models/sample.js';
import { runOperation } from '../../../test/models/run-operation.js';
import type { Given } from '../../../test/models/run-operation.js';

const given = (shape: readonly number[], data: readonly number[], more: Partial<Given> = {}): Given => ({
  shape,
  data,
  ...more,
});

describe('matrix products', () => {
  it('matmul multiplies integers, a transposed constant too', async () => {
    const y = await runOperation({
      type: 'matmul',
      given: { x: given([1, 2], [3, 5], { dtype: mil.int32 }) },
      operands: { y: ints([1, 2, 3, 4], [2, 2]), transpose_y: flag(true) },
      shape: [1, 2],
      dtype: mil.int32,
    });
    expect([...y.data]).to.deep.equal([13, 29]);
  });

  it('matmul takes a constant of another type, and gives what the program states', async () => {
    const y = await runOperation({
      type: 'matmul',
      given: { x: given([1, 2], [3, 5], { dtype: mil.int32 }) },
      operands: { y: floats([0.5, 1.5], [2, 1]) },
      shape: [1, 1],
      dtype: mil.int32,
    });
    expect([...y.data]).to.deep.equal([9]);
  });

  it('matmul broadcasts batches, and has nothing to transpose in a list', async () => {
    const y = await runOperation({
      type: 'matmul',
      given: { x: given([2], [1, 10], { open: true }), y: given([2, 1, 2, 1], [1, 2, 3, 4]) },
      operands: { transpose_x: flag(true) },
      shape: [2, 1, 1],
    });
    expect([...y.data]).to.deep.equal([21, 43]);
  });

  it('linear multiplies integers', async () => {
    const y = await runOperation({
      type: 'linear',
      given: { x: given([2], [1, 2], { dtype: mil.int32 }) },
      operands: { weight: ints([1, 1, 2, 3], [2, 2]), bias: ints([10, 20]) },
      shape: [2],
      dtype: mil.int32,
    });
    expect([...y.data]).to.deep.equal([13, 28]);
  });

  it('einsum broadcasts an axis of one in either operand', async () => {
    const twoRows = await runOperation({
      type: 'einsum',
      given: { a: given([1, 1, 2, 2], [1, 2, 3, 4]), b: given([1, 2, 1, 1], [10, 1]) },
      operands: { values: ['a', 'b'], equation: text('nchw,nwhu->nchu') },
      shape: [1, 1, 2, 1],
    });
    expect([...twoRows.data]).to.deep.equal([12, 34]);
    const otherLetters = await runOperation({
      type: 'einsum',
      given: { a: given([1, 1, 2], [1, 2], { open: true }), b: given([2, 2, 1], [10, 20, 1, 2], { open: true }) },
      operands: { values: ['a', 'b'], equation: text('xyz,zyq->xyq') },
      shape: [undefined, undefined, undefined],
    });
    expect([...otherLetters.data]).to.deep.equal([12, 24]);
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
      const y = await runOperation({
        type: 'local_response_norm',
        given: { x: given([1, 3, 1, 1], [1, 2, 3], { open: size === 3 }) },
        operands: {
          size: ints([size], []),
          alpha: floats([0.5], []),
          beta: floats([2], []),
          k: floats([3], []),
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
    const operands = { epsilon: floats([0], []) };
    const rows = await runOperation({ type: 'instance_norm', given: { x }, operands, shape });
    near(rows.data, [-1, 1, -1, 1]);
    const layer = { ...operands, axes: ints([-1]) };
    near((await runOperation({ type: 'layer_norm', given: { x }, operands: layer, shape })).data, [-1, 1, -1, 1]);
    const scaled = { ...operands, axes: ints([1]), gamma: floats([2, 3]), beta: floats([1, 0]) };
    near((await runOperation({ type: 'layer_norm', given: { x }, operands: scaled, shape })).data, [-1, -1, 3, 3]);
  });

  it('pad takes amounts that are computed, for every axis', async () => {
    const y = await runOperation({
      type: 'pad',
      given: { x: given([1, 2], [1, 2]), pad: given([4], [1, 0, 0, 1], { dtype: mil.int32 }) },
      operands: { constant_val: floats([7], []) },
      shape: [undefined, undefined],
    });
    expect(y.shape).to.deep.equal([2, 3]);
    expect([...y.data]).to.deep.equal([7, 7, 7, 1, 2, 7]);
  });

  it('pad mirrors and repeats along any axis', async () => {
    const padded = async (mode: string): Promise<number[]> => {
      const x = given([2, 3], [1, 2, 3, 4, 5, 6]);
      const operands = { pad: ints([1, 0, 0, 2]), mode: text(mode) };
      return [...(await runOperation({ type: 'pad', given: { x }, operands, shape: [3, 5] })).data];
    };
    expect(await padded('reflect')).to.deep.equal([4, 5, 6, 5, 4, 1, 2, 3, 2, 1, 4, 5, 6, 5, 4]);
    expect(await padded('replicate')).to.deep.equal([1, 2, 3, 3, 3, 1, 2, 3, 3, 3, 4, 5, 6, 6, 6]);
  });
});
