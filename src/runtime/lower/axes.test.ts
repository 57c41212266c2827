import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOperation, stated } from '../../../test/models/one-operation.js';
import type { OneOperation, Value } from '../../../test/models/one-operation.js';
import type { Dtype } from '../../mil/dtype.js';

const shape = [2, 3, 4];
const count = 24;
const floats = Array.from({ length: count }, (_, at) => ((at * 7) % 11) - 4.5);
const x = fed.fp32(floats, shape);

/** An operation for one axis, and how many axes there are to count. */
interface WithAxis {
  readonly type: string;
  /** Of x, unless stated. */
  readonly rank?: number;
  readonly name?: string;
  readonly inputs: (axis: number) => Record<string, Value | readonly Value[]>;
  readonly results?: number;
  readonly dtype?: Dtype;
}

const side = (axis: number): number => shape.at(axis) ?? 0;
const ofX = (inputs: Record<string, Value> = {}) => ({ inputs: () => ({ x, ...inputs }) });
const reductions = ['l1_norm', 'l2_norm', 'log_sum_exp', 'max', 'mean', 'min', 'prod', 'sum', 'sum_square'];
const indices = fed.int32(
  floats.map((_, at) => at % 2),
  shape,
);

const operations: readonly WithAxis[] = [
  { type: 'softmax', ...ofX() },
  { type: 'cumsum', ...ofX() },
  { type: 'topk', ...ofX({ k: stated.int32(2) }), results: 2 },
  { type: 'argsort', ...ofX(), dtype: 'int32' },
  { type: 'reduce_argmax', ...ofX(), dtype: 'int32' },
  { type: 'reduce_argmin', ...ofX({ keep_dims: flag(true) }), dtype: 'int32' },
  ...reductions.map((kind) => ({ type: `reduce_${kind}`, name: 'axes', ...ofX() })),
  { type: 'reduce_sum', name: 'axes', inputs: () => ({ x: indices }), dtype: 'int32' },
  { type: 'reduce_mean', name: 'axes', inputs: () => ({ x: indices }), dtype: 'int32' },
  { type: 'gather', inputs: () => ({ x, indices: fed.int32([1, 0]) }) },
  { type: 'gather_along_axis', inputs: () => ({ x, indices }) },
  { type: 'scatter', inputs: () => ({ data: x, indices: fed.int32([1]), updates: fed.fp32([]) }) },
  { type: 'scatter_along_axis', inputs: () => ({ data: x, indices, updates: x }) },
  { type: 'concat', inputs: () => ({ values: [x, x] }) },
  { type: 'concat', inputs: () => ({ values: [x, x], interleave: flag(true) }) },
  { type: 'stack', rank: 4, inputs: () => ({ values: [x, x] }) },
  { type: 'split', inputs: (axis) => ({ x, split_sizes: stated.int32([1, side(axis) - 1]) }), results: 2 },
  { type: 'expand_dims', name: 'axes', rank: 4, ...ofX() },
  { type: 'reverse', name: 'axes', ...ofX() },
  { type: 'reverse_sequence', name: 'batch_axis', inputs: (axis) => lengthsOf(axis, 'seq_axis') },
  { type: 'one_hot', rank: 4, inputs: () => ({ indices, one_hot_vector_size: stated.int32(2) }), dtype: 'int32' },
  {
    type: 'quantize',
    inputs: (axis) => ({ input: x, scale: stated.fp32(Array.from({ length: side(axis) }, (_, at) => at + 1)) }),
    dtype: 'int8',
  },
  {
    type: 'dequantize',
    inputs: (axis) => ({
      input: stated.int8(floats.map(Math.round), shape),
      scale: stated.fp32(Array.from({ length: side(axis) }, (_, at) => at + 1)),
    }),
  },
];

/** The sequence runs along the axis behind that of the batch. */
function lengthsOf(axis: number, sequence: string): Record<string, Value> {
  const behind = (axis + 4) % 3;
  const lengths = Array.from({ length: side(axis) }, (_, at) => at % side(behind));
  return { x, lengths: fed.int32(lengths), [sequence]: stated.int32(behind) };
}

describe('an axis counted from the end', () => {
  for (const { type, rank = 3, name = 'axis', inputs, results = 1, dtype = 'fp32' } of operations) {
    it(`gives ${type} the same as one counted from the front`, async () => {
      const seen = new Set<string>();
      for (let axis = 0; axis < rank; axis++) {
        const run = async (counted: number): Promise<unknown> => {
          const given = { ...inputs(counted) };
          if (type === 'scatter') given['updates'] = fed.fp32(floats.slice(0, count / side(axis)), one(axis));
          if (name === 'axes') given[name] = stated.int32([counted]);
          else given[name] = stated.int32(counted);
          const operation: OneOperation = { type, inputs: given, outputs: [] };
          const first = await runOperation({ ...operation, outputs: declared(results, dtype, type, rank) });
          return first;
        };
        const front = await run(axis);
        expect(await run(axis - rank), `axis ${String(axis)}`).to.deep.equal(front);
        seen.add(JSON.stringify(front));
      }
      expect(seen.size, 'different results of different axes').to.be.greaterThan(1);
    });
  }

  const one = (axis: number): number[] => shape.map((each, at) => (at === axis ? 1 : each));

  it('moves the same axes in a permutation', async () => {
    const outputs = [{ dtype: 'fp32' as const, shape: [4, 2, 3] }];
    const run = (perm: number[]) =>
      runOperation({ type: 'transpose', inputs: { x, perm: stated.int32(perm) }, outputs });
    expect(await run([-1, -3, 1])).to.deep.equal(await run([2, 0, 1]));
  });

  it('goes from a squeezed shape the same, and stays where it is longer than 1', async () => {
    const run = async (axes: number[], sides: number[]) => {
      const inputs = { x: fed.fp32(floats, [1, count, 1]), axes: stated.int32(axes) };
      return (await runOperation({ type: 'squeeze', inputs, outputs: [{ dtype: 'fp32', shape: sides }] }))[0]?.shape;
    };
    for (const axis of [2, -1]) expect(await run([axis], [1, count])).to.deep.equal([1, count]);
    for (const axis of [0, -3]) expect(await run([axis, 1], [count, 1])).to.deep.equal([count, 1]);
  });

  it('flattens the same', async () => {
    const run = (axis: number, sides: number[]) =>
      runOperation({
        type: 'flatten2d',
        inputs: { x, axis: stated.int32(axis) },
        outputs: [{ dtype: 'fp32', shape: sides }],
      });
    expect((await run(-1, [6, 4]))[0]?.shape).to.deep.equal((await run(2, [6, 4]))[0]?.shape);
    expect((await run(3, [24, 1]))[0]?.shape).to.deep.equal([24, 1]);
  });
});

/** Nothing is declared of the results' sides but their number, so that they come from the operation alone. */
function declared(results: number, dtype: Dtype, type: string, rank: number): OneOperation['outputs'] {
  const keepsRank = !type.startsWith('reduce_') || type === 'reduce_argmin';
  const open = Array.from({ length: keepsRank ? rank : rank - 1 }, () => undefined);
  return Array.from({ length: results }, (_, at) => ({
    dtype: at === 1 && type === 'topk' ? 'int32' : dtype,
    shape: open,
  }));
}
