import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOpen, runOperation, stated } from '../../../test/models/one-operation.js';
import type { Operands, Value } from '../../../test/models/one-operation.js';

const list = [1, 2, 3, 4, 5, 6];
const table = fed.fp32(list, [2, 3]);

describe('arranging', () => {
  it('keeps sides where the shape has 0, counted from the last', async () => {
    const reshape = (shape: Value, flexible: string[] = []) =>
      runOpen('reshape', { x: table, shape }, 'fp32', shape.values.length, { flexible }).then((got) => got?.shape);
    for (const flexible of [[], ['x']]) {
      expect(await reshape(stated.int32([0, -1]), flexible)).to.deep.equal([2, 3]);
      expect(await reshape(stated.int32([1, 0, -1, 0]), flexible)).to.deep.equal([1, 1, 2, 3]);
      expect(await reshape(fed.int32([1, 0, -1, 0]), flexible)).to.deep.equal([1, 1, 2, 3]);
      expect(await reshape(fed.int32([-1, 1, 0]), flexible)).to.deep.equal([2, 1, 3]);
      expect(await reshape(fed.int32([-1]), flexible)).to.deep.equal([6]);
      expect(await reshape(stated.int8([3, 2]), flexible)).to.deep.equal([3, 2]);
    }
  });

  it('takes a shape from other tensors', async () => {
    const inputs = {
      x: table,
      ref_tensors: [fed.fp32([1, 2, 3], [3, 1]), fed.bool([1, 0])],
      begins: [stated.int32(0), stated.int32(0)],
      ends: [stated.int32(1), stated.int32(0)],
      end_masks: [flag(false), flag(true)],
    };
    const outputs = [{ dtype: 'fp32' as const, shape: [3, 2] }];
    expect((await runOperation({ type: 'reshape_like', inputs, outputs }))[0]?.values).to.deep.equal(list);
  });

  it('joins values by turns', async () => {
    const values = [fed.int32([1, 2, 3, 4], [2, 2]), fed.int32([5, 6, 7, 8], [2, 2])];
    const join = (axis: number, flexible: string[] = []) =>
      runOpen('concat', { values, axis: stated.int32(axis), interleave: flag(true) }, 'int32', 2, { flexible });
    expect(await join(0)).to.deep.equal({ shape: [4, 2], values: [1, 2, 5, 6, 3, 4, 7, 8] });
    expect(await join(-1, ['values'])).to.deep.equal({ shape: [2, 4], values: [1, 5, 2, 6, 3, 7, 4, 8] });
  });

  it('parts by sizes that are computed, and equally', async () => {
    const parts = (inputs: Operands) =>
      runOperation({
        type: 'split',
        inputs: { x: fed.bool([1, 0, 0, 1]), axis: stated.int32(0), ...inputs },
        outputs: [undefined, undefined].map((side) => ({ dtype: 'bool' as const, shape: [side] })),
      }).then((results) => results.map(({ values }) => values));
    expect(await parts({ split_sizes: fed.int32([1, 3]), num_splits: stated.int32(2) })).to.deep.equal([
      [1],
      [0, 0, 1],
    ]);
    expect(await parts({ num_splits: stated.int32(2) })).to.deep.equal([
      [1, 0],
      [0, 1],
    ]);
  });

  it('moves truths, integers and floats alike', async () => {
    const moved: readonly [string, Operands, number][] = [
      ['transpose', { perm: stated.int32([1, 0]) }, 2],
      ['tile', { reps: stated.int32([1, 2]) }, 2],
      ['reverse', {}, 2],
      ['reverse_sequence', { lengths: stated.int32([2, 3]), seq_axis: stated.int32(1) }, 2],
      ['band_part', { lower: stated.int32(0) }, 2],
      ['expand_dims', { axes: stated.int32([0]) }, 3],
      ['flatten2d', {}, 2],
      ['identity', {}, 2],
      ['gather', { indices: fed.int32([1]), validate_indices: flag(false) }, 2],
      ['gather_along_axis', { indices: fed.int32([1, 0, 0], [1, 3]) }, 2],
      ['gather_nd', { indices: fed.int32([1, 2], [1, 2]) }, 1],
    ];
    for (const [type, operands, rank] of moved) {
      const given = [1, 0, 1, 1, 0, 0];
      const results = [];
      for (const dtype of ['bool', 'int32', 'fp32'] as const) {
        results.push(await runOpen(type, { x: fed[dtype](given, [2, 3]), ...operands }, dtype, rank));
      }
      expect(results[0], type).to.deep.equal(results[2]);
      expect(results[1], type).to.deep.equal(results[2]);
    }
  });

  it('picks truths, integers and floats by a condition', async () => {
    const cond = fed.bool([1, 0]);
    for (const dtype of ['bool', 'int32', 'fp32'] as const) {
      const inputs = { cond, a: fed[dtype]([1, 1]), b: stated[dtype](0) };
      expect((await runOpen('select', inputs, dtype, 1))?.values, dtype).to.deep.equal([1, 0]);
    }
  });
});
