import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fed, runOperation, stated } from '../../../test/models/one-operation.js';
import type { Value } from '../../../test/models/one-operation.js';
import { elementCount } from '../../mil/constant.js';

/** One axis of a slice, as NumPy writes it: begin:end:step, both ends optional, or one index. */
interface Axis {
  readonly side: number;
  readonly begin: number;
  readonly end: number;
  readonly step: number;
  readonly isBeginFree: boolean;
  readonly isEndFree: boolean;
  readonly isSqueezed: boolean;
}

const axis: fc.Arbitrary<Axis> = fc.integer({ min: 1, max: 4 }).chain((side) =>
  fc.record({
    side: fc.constant(side),
    begin: fc.integer({ min: -side, max: side - 1 }),
    end: fc.integer({ min: -side - 1, max: side + 1 }),
    step: fc.constantFrom(1, 1, 2, 3, -1, -2),
    isBeginFree: fc.boolean(),
    isEndFree: fc.boolean(),
    isSqueezed: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  }),
);

/** The positions that Python's slice takes along an axis. */
function positions({ side, begin, end, step, isBeginFree, isEndFree, isSqueezed }: Axis): number[] {
  const counted = (bound: number): number => (bound < 0 ? bound + side : bound);
  if (isSqueezed) return [isBeginFree ? 0 : counted(begin)];
  const [lowest, highest] = step > 0 ? [0, side] : [-1, side - 1];
  const limited = (bound: number): number => Math.min(highest, Math.max(lowest, counted(bound)));
  const from = isBeginFree ? (step > 0 ? 0 : side - 1) : limited(begin);
  const to = isEndFree ? (step > 0 ? side : -1) : limited(end);
  const taken: number[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) taken.push(at);
  return taken;
}

/** The flat positions in a tensor of these sides of every combination of positions. */
const combined = (sides: readonly number[], taken: readonly (readonly number[])[]): number[] =>
  taken.reduce<number[]>(
    (flat, along, at) => flat.flatMap((one) => along.map((each) => one * (sides[at] ?? 1) + each)),
    [0],
  );

const slices = fc.record({
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  isBeginStated: fc.boolean(),
  isEndStated: fc.boolean(),
  isFlexible: fc.boolean(),
});

interface Slice {
  readonly axes: readonly Axis[];
  readonly isBeginStated: boolean;
  readonly isEndStated: boolean;
  readonly isFlexible: boolean;
}

const bools = (values: readonly boolean[]): Value => stated.bool(values.map(Number));

const sliceOperands = ({ axes, isBeginStated, isEndStated }: Slice): Record<string, Value> => ({
  begin: (isBeginStated ? stated : fed).int32(axes.map(({ begin }) => begin)),
  end: (isEndStated ? stated : fed).int32(axes.map(({ end }) => end)),
  stride: stated.int32(axes.map(({ step }) => step)),
  begin_mask: bools(axes.map(({ isBeginFree }) => isBeginFree)),
  end_mask: bools(axes.map(({ isEndFree }) => isEndFree)),
  squeeze_mask: bools(axes.map(({ isSqueezed }) => isSqueezed)),
});

describe('slices', () => {
  it('by index take what NumPy takes, in every form', async () => {
    await fc.assert(
      fc.asyncProperty(slices, async (slice) => {
        const { axes, isFlexible } = slice;
        const sides = axes.map(({ side }) => side);
        const taken = axes.map(positions);
        fc.pre(taken.every(({ length }) => length > 0));
        const x = fed.fp32(
          Array.from({ length: elementCount(sides) }, (_, at) => at),
          sides,
        );
        const shape = taken.filter((_, at) => axes[at]?.isSqueezed !== true).map(({ length }) => length);
        const isKnown = slice.isBeginStated && slice.isEndStated && !isFlexible;
        const outputs = [{ dtype: 'fp32' as const, shape: shape.map((side) => (isKnown ? side : undefined)) }];
        const inputs = { x, ...sliceOperands(slice) };
        const [got] = await runOperation({
          type: 'slice_by_index',
          inputs,
          outputs,
          flexible: isFlexible ? ['x', 'update'] : [],
        });
        expect(got).to.deep.equal({ shape, values: combined(sides, taken) });
      }),
      { numRuns: 150 },
    );
  });

  it('are replaced where they would be taken', async () => {
    await fc.assert(
      fc.asyncProperty(slices, async (slice) => {
        const { axes, isFlexible } = slice;
        const sides = axes.map(({ side }) => side);
        const taken = axes.map(positions);
        fc.pre(taken.every(({ length }) => length > 0));
        const shape = taken.filter((_, at) => axes[at]?.isSqueezed !== true).map(({ length }) => length);
        const targets = combined(sides, taken);
        const values = Array.from({ length: elementCount(sides) }, (_, at) => at);
        const update = targets.map((_, at) => -1 - at);
        const replaced = [...values];
        targets.forEach((target, at) => (replaced[target] = update[at] ?? NaN));
        const inputs = {
          x: fed.int32(values, sides),
          update: fed.int32(update, shape),
          ...sliceOperands(slice),
        };
        const outputs = [{ dtype: 'int32' as const, shape: sides.map((side) => (isFlexible ? undefined : side)) }];
        const [got] = await runOperation({
          type: 'slice_update',
          inputs,
          outputs,
          flexible: isFlexible ? ['x', 'update'] : [],
        });
        expect(got).to.deep.equal({ shape: sides, values: replaced });
      }),
      { numRuns: 100 },
    );
  });

  it('by size run for so many elements, or to the end', async () => {
    const along = fc.integer({ min: 1, max: 4 }).chain((side) =>
      fc.integer({ min: 0, max: side - 1 }).chain((from) =>
        fc.record({
          side: fc.constant(side),
          begin: fc.constantFrom(from, from - side),
          size: fc.integer({ min: 0, max: side - from }).map((size) => (size === 0 ? -1 : size)),
        }),
      ),
    );
    const forms = fc.tuple(fc.array(along, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(forms, async ([axes, isBeginStated, isSizeStated]) => {
        const sides = axes.map(({ side }) => side);
        const taken = axes.map(({ side, begin, size }) => {
          const from = begin < 0 ? begin + side : begin;
          return Array.from({ length: size === -1 ? side - from : size }, (_, at) => from + at);
        });
        const inputs = {
          x: fed.bool(
            Array.from({ length: elementCount(sides) }, (_, at) => at % 2),
            sides,
          ),
          begin: (isBeginStated ? stated : fed).int32(axes.map(({ begin }) => begin)),
          size: (isSizeStated ? stated : fed).int32(axes.map(({ size }) => size)),
        };
        const outputs = [{ dtype: 'bool' as const, shape: sides.map(() => undefined) }];
        const [got] = await runOperation({ type: 'slice_by_size', inputs, outputs });
        const values = combined(sides, taken).map((at) => at % 2);
        expect(got).to.deep.equal({ shape: taken.map(({ length }) => length), values });
      }),
      { numRuns: 100 },
    );
  });

  it('take begins of small integers', async () => {
    const inputs = { x: fed.fp32([1, 2, 3]), begin: stated.int8([1]), end: stated.int8([3]) };
    const [got] = await runOperation({ type: 'slice_by_index', inputs, outputs: [{ dtype: 'fp32', shape: [2] }] });
    expect(got?.values).to.deep.equal([2, 3]);
  });

  it('of sequences are reversed up to their lengths, along any two axes', async () => {
    const values = [1, 2, 3, 4, 5, 6];
    const run = async (seq: number, batch: number, lengths: number[]): Promise<readonly number[] | undefined> => {
      const inputs = {
        x: fed.fp32(values, [2, 1, 3]),
        lengths: fed.int32(lengths),
        seq_axis: stated.int32(seq),
        batch_axis: stated.int32(batch),
      };
      const outputs = [{ dtype: 'fp32' as const, shape: [2, 1, 3] }];
      return (await runOperation({ type: 'reverse_sequence', inputs, outputs }))[0]?.values;
    };
    expect(await run(2, 0, [2, 3])).to.deep.equal([2, 1, 3, 6, 5, 4]);
    expect(await run(-3, -1, [2, 0, 1])).to.deep.equal([4, 2, 3, 1, 5, 6]);
    expect(await run(2, 1, [2])).to.deep.equal([2, 1, 3, 5, 4, 6]);
  });
});
