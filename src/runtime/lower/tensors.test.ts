import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOperation, stated, text } from '../../../test/models/one-operation.js';
import type { OneOperation, Value } from '../../../test/models/one-operation.js';
import type { Dtype } from '../../mil/dtype.js';

type Operands = Readonly<Record<string, Value | readonly Value[]>>;

/** Runs an operation of one result whose sides are not declared. */
async function run(type: string, inputs: Operands, dtype: Dtype, rank: number, more: Partial<OneOperation> = {}) {
  const outputs = [{ dtype, shape: Array.from({ length: rank }, () => undefined) }];
  const [result] = await runOperation({ type, inputs, outputs, ...more });
  return result;
}

const list = [1, 2, 3, 4, 5, 6];
const table = fed.fp32(list, [2, 3]);

describe('gathering', () => {
  it('takes batches together', async () => {
    const x = fed.int32(
      Array.from({ length: 24 }, (_, at) => at),
      [2, 3, 4],
    );
    const indices = fed.int32([3, 0, 1, 1], [2, 2]);
    const got = await run('gather', { x, indices, axis: stated.int32(-1), batch_dims: stated.int32(1) }, 'int32', 3, {
      flexible: ['x', 'indices'],
    });
    expect(got).to.deep.equal({ shape: [2, 3, 2], values: [3, 0, 7, 4, 11, 8, 13, 13, 17, 17, 21, 21] });
  });

  it('takes one index', async () => {
    const got = await run('gather', { x: table, indices: stated.int32(1), axis: stated.int32(1) }, 'fp32', 1);
    expect(got).to.deep.equal({ shape: [2], values: [2, 5] });
  });

  it('takes the nearest index where one out of range is not validated', async () => {
    const inputs = { x: fed.fp32([1, 2, 3]), indices: fed.int32([-9, -1, 9]), validate_indices: flag(false) };
    expect((await run('gather', inputs, 'fp32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 3, 3]);
  });

  it('takes places of several axes, by batch', async () => {
    const indices = fed.int32([2, 0], [2, 1]);
    const got = await run('gather_nd', { x: table, indices, batch_dims: stated.int32(1) }, 'fp32', 1);
    expect(got).to.deep.equal({ shape: [2], values: [3, 4] });
  });

  it('lists the places that are not 0, a row each', async () => {
    expect(await run('non_zero', { x: fed.int32([0, 7, 0, -1], [2, 2]) }, 'int32', 2)).to.deep.equal({
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
    expect(await run('one_hot', inputs, 'fp32', 2)).to.deep.equal({
      shape: [3, 3],
      values: [-1, -1, -1, 5, -1, -1, -1, -1, -1],
    });
  });
});

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
    expect((await run('argsort', inputs, 'int32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 2, 0]);
    expect((await run('argsort', { x: fed.int32([3, 1, 2]) }, 'int32', 1))?.values).to.deep.equal([0, 2, 1]);
  });
});

describe('filling', () => {
  it('fills a computed shape with a value of each type', async () => {
    const shape = fed.int32([1, 2]);
    expect(await run('fill', { shape, value: stated.fp32(0.5) }, 'fp32', 2)).to.deep.equal({
      shape: [1, 2],
      values: [0.5, 0.5],
    });
    expect((await run('fill', { shape, value: stated.int32(7) }, 'int32', 2))?.values).to.deep.equal([7, 7]);
    expect((await run('fill', { shape, value: flag(true) }, 'bool', 2))?.values).to.deep.equal([1, 1]);
    expect((await run('fill', { shape }, 'fp32', 2))?.values).to.deep.equal([0, 0]);
  });

  it('fills the shape of another tensor', async () => {
    const inputs = { ref_tensor: table, value: stated.int32(3) };
    expect((await run('fill_like', inputs, 'int32', 2, { flexible: ['ref_tensor'] }))?.shape).to.deep.equal([2, 3]);
  });

  it('counts up and down, and does not add up errors', async () => {
    const range = (start: Value, end: Value, step: Value, dtype: Dtype) =>
      run('range_1d', { start, end, step }, dtype, 1).then((got) => got?.values ?? []);
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
      run(
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

describe('arranging', () => {
  it('keeps sides where the shape has 0, counted from the last', async () => {
    const reshape = (shape: Value, flexible: string[] = []) =>
      run('reshape', { x: table, shape }, 'fp32', shape.values.length, { flexible }).then((got) => got?.shape);
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
      run('concat', { values, axis: stated.int32(axis), interleave: flag(true) }, 'int32', 2, { flexible });
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
        results.push(await run(type, { x: fed[dtype](given, [2, 3]), ...operands }, dtype, rank));
      }
      expect(results[0], type).to.deep.equal(results[2]);
      expect(results[1], type).to.deep.equal(results[2]);
    }
  });

  it('picks truths, integers and floats by a condition', async () => {
    const cond = fed.bool([1, 0]);
    for (const dtype of ['bool', 'int32', 'fp32'] as const) {
      const inputs = { cond, a: fed[dtype]([1, 1]), b: stated[dtype](0) };
      expect((await run('select', inputs, dtype, 1))?.values, dtype).to.deep.equal([1, 0]);
    }
  });
});

describe('reducing integers', () => {
  const x = fed.int32([-3, 4, 5, 2], [2, 2]);
  const reduce = (type: string, inputs: Operands = {}) =>
    run(type, { x, ...inputs }, 'int32', 0).then((got) => got?.values[0]);

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
    const place = (type: string) => run(type, { x, axis: stated.int32(0) }, 'int32', 1).then((got) => got?.values);
    expect(await place('reduce_argmax')).to.deep.equal([1, 0]);
    expect(await place('reduce_argmin')).to.deep.equal([0, 1]);
  });

  it('over no axes reduces each element alone', async () => {
    const got = await run('reduce_l1_norm', { x, axes: stated.int32([]) }, 'int32', 2);
    expect(got).to.deep.equal({ shape: [2, 2], values: [3, 4, 5, 2] });
  });

  it('means sides that are known when it runs', async () => {
    const inputs = { x: fed.int32([1, 2, 4, 9], [2, 2]), axes: stated.int32([-1]) };
    expect((await run('reduce_mean', inputs, 'int32', 1, { flexible: ['x'] }))?.values).to.deep.equal([1, 6]);
  });
});

describe('arithmetic', () => {
  it('of integers drops fractions and survives a 0', async () => {
    const [x, y] = [fed.int32([-7, 7, 5]), fed.int32([2, -2, 0])];
    expect((await run('real_div', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([-3, -3]);
    expect((await run('floor_div', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([-4, -4]);
    expect((await run('mod', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([1, -1]);
  });

  it('of floats gives remainders the sign of the divisor', async () => {
    const inputs = { x: fed.fp32([-7, 7, -7, 7, 6, 0.5]), y: fed.fp32([3, -3, -3, 3, -3, 1e9]) };
    expect((await run('mod', inputs, 'fp32', 1))?.values).to.deep.equal([2, -2, -1, 1, 0, 0.5]);
  });

  it('raises negative numbers to whole powers', async () => {
    const inputs = { x: fed.fp32([-2, -2, -4]), y: fed.fp32([3, -1, 0.5]) };
    expect((await run('pow', inputs, 'fp32', 1))?.values).to.deep.equal([-8, -0.5, NaN]);
  });

  it('takes integers where MIL does', async () => {
    const x = fed.int32([-3, 0, 2]);
    const of = (type: string, inputs: Operands = {}) =>
      run(type, { x, ...inputs }, 'int32', 1).then((got) => got?.values);
    expect(await of('abs')).to.deep.equal([3, 0, 2]);
    expect(await of('sign')).to.deep.equal([-1, 0, 1]);
    expect(await of('square')).to.deep.equal([9, 0, 4]);
    expect(await of('exp2')).to.deep.equal([0, 1, 4]);
    expect(await of('threshold', { alpha: stated.int32(1) })).to.deep.equal([1, 1, 2]);
    expect(await of('clip', { alpha: stated.fp32(-1.5), beta: stated.fp32(1.5) })).to.deep.equal([-1, 0, 1]);
    expect(await of('maximum', { y: stated.int32(0) })).to.deep.equal([0, 0, 2]);
    expect(await of('minimum', { y: stated.int32(0) })).to.deep.equal([-3, 0, 0]);
    expect(await of('pow', { y: stated.int32(2) })).to.deep.equal([9, 0, 4]);
    expect(await of('cumsum')).to.deep.equal([-3, -3, -1]);
    for (const [type, gives] of Object.entries({ less: [1, 0, 0], greater_equal: [0, 1, 1], not_equal: [1, 0, 1] })) {
      expect((await run(type, { x, y: stated.int32(0) }, 'bool', 1))?.values, type).to.deep.equal(gives);
    }
  });
});

describe('casts', () => {
  const cast = (x: Value, dtype: Dtype) => run('cast', { x, dtype: text(dtype) }, dtype, 1).then((got) => got?.values);

  it('of numbers out of range give the nearest in range', async () => {
    const x = fed.fp32([-3e9, -129.5, -1.9, 1.9, 300, 70_000, 3e9, 1e30]);
    expect(await cast(x, 'uint8')).to.deep.equal([0, 0, 0, 1, 255, 255, 255, 255]);
    expect(await cast(x, 'int8')).to.deep.equal([-128, -128, -1, 1, 127, 127, 127, 127]);
    expect(await cast(x, 'int16')).to.deep.equal([-32768, -129, -1, 1, 300, 32767, 32767, 32767]);
    expect(await cast(x, 'uint16')).to.deep.equal([0, 0, 0, 1, 300, 65535, 65535, 65535]);
    const most = 2 ** 31 - 1;
    expect(await cast(x, 'int32')).to.deep.equal([-most - 1, -129, -1, 1, 300, 70_000, most, most]);
  });

  it('go between integers, truths and floats', async () => {
    expect(await cast(fed.int32([-1, 7, 300]), 'uint8')).to.deep.equal([0, 7, 255]);
    expect(await cast(fed.int32([-1, 0, 300]), 'bool')).to.deep.equal([1, 0, 1]);
    expect(await cast(fed.fp32([-0.5, 0]), 'bool')).to.deep.equal([1, 0]);
    for (const dtype of ['int8', 'uint16', 'int32', 'fp16', 'fp32'] as const)
      expect(await cast(fed.bool([1, 0]), dtype), dtype).to.deep.equal([1, 0]);
    expect(await cast(fed.int32([5]), 'fp16')).to.deep.equal([5]);
  });
});
