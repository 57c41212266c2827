import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fed, flag, runOperation, stated, text } from '../../../test/models/one-operation.js';
import type { Value } from '../../../test/models/one-operation.js';
import { elementCount } from '../../mil/constant.js';
import { Problem } from '../../problem.js';

const modes: Readonly<Record<string, (old: number, update: number) => number>> = {
  update: (_, update) => update,
  add: (old, update) => old + update,
  sub: (old, update) => old - update,
  mul: (old, update) => old * update,
  div: (old, update) => old / update,
  max: Math.max,
  min: Math.min,
};

/** The flat position of an element. */
const flat = (sides: readonly number[], at: readonly number[]): number =>
  sides.reduce((position, side, axis) => position * side + (at[axis] ?? 0), 0);

/** Every place in a tensor of these sides, row-major. */
const places = (sides: readonly number[]): number[][] =>
  sides.reduce<number[][]>(
    (all, side) => all.flatMap((at) => Array.from({ length: side }, (_, each) => [...at, each])),
    [[]],
  );

const sides = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
const mode = fc.constantFrom(...Object.keys(modes));

/** A permission for indices out of range: 'wraps' is the form before iOS 17, 'drops' the one without validation. */
const policy = fc.constantFrom('wraps', 'drops');

interface Scattered {
  readonly type: string;
  readonly mode: string;
  readonly policy: string;
  readonly data: readonly number[];
  readonly indices: {
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly isStated: boolean;
  };
  readonly updateShape: readonly number[];
  readonly isFlexible: boolean;
  readonly axis?: number;
  /** The index among all of them, and where in data an update goes, given that index. */
  readonly target: (update: readonly number[], indexAt: (at: readonly number[]) => number) => (number | undefined)[];
}

/** Scatters powers of two, whose sums and products are exact, and compares with doing so one after another. */
async function expectScattered(one: Scattered): Promise<void> {
  const { type, data, indices, updateShape, isFlexible } = one;
  const old = Array.from({ length: elementCount(data) }, (_, at) => at + 1);
  const updates = Array.from({ length: elementCount(updateShape) }, (_, at) => 2 ** ((at % 5) - 2));
  const expected = [...old];
  const indexAt = (at: readonly number[]): number => indices.values[flat(indices.shape, at)] ?? NaN;
  places(updateShape).forEach((update, at) => {
    const target = one.target(update, indexAt).map((index, axis) => {
      const side = data[axis] ?? 0;
      if (index === undefined || index >= side) return undefined;
      if (index >= 0) return index;
      return one.policy === 'wraps' ? index + side : undefined;
    });
    if (target.includes(undefined)) return;
    const position = flat(data, target as number[]);
    expected[position] = (modes[one.mode] ?? Math.max)(expected[position] ?? NaN, updates[at] ?? NaN);
  });
  const inputs: Record<string, Value> = {
    data: fed.fp32(old, data),
    indices: (indices.isStated ? stated : fed).int32(indices.values, indices.shape),
    updates: fed.fp32(updates, updateShape),
    mode: text(one.mode),
    ...(one.axis === undefined ? {} : { axis: stated.int32(one.axis) }),
    ...(one.policy === 'drops' ? { validate_indices: flag(false) } : {}),
  };
  const outputs = [{ dtype: 'fp32' as const, shape: data.map((side) => (isFlexible ? undefined : side)) }];
  // The number of axes that scatter_nd's indices go into is always known.
  const open = type === 'scatter_nd' ? ['data', 'updates'] : ['data', 'updates', 'indices'];
  const [got] = await runOperation({ type, inputs, outputs, flexible: isFlexible ? open : [] });
  expect(got?.shape).to.deep.equal(data);
  got?.values.forEach((value, at) => expect(value).to.be.closeTo(expected[at] ?? NaN, 1e-5 * Math.abs(value)));
}

/** Indices into an axis; those that are dropped may be out of range. */
const indexInto = (side: number, how: string): fc.Arbitrary<number> =>
  fc.integer({ min: how === 'drops' ? -side - 1 : -side, max: how === 'drops' ? side + 1 : side - 1 });

describe('scattering', () => {
  const common = { mode, policy, isStated: fc.boolean(), isFlexible: fc.boolean() };

  it('puts slices along an axis, one after another', async () => {
    const forms = fc.record({ ...common, data: sides }).chain((form) =>
      fc.nat({ max: form.data.length - 1 }).chain((axis) =>
        fc.record({
          form: fc.constant(form),
          axis: fc.constant(axis),
          values: fc.array(indexInto(form.data[axis] ?? 1, form.policy), { minLength: 1, maxLength: 4 }),
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(forms, async ({ form, axis, values }) => {
        await expectScattered({
          ...form,
          type: 'scatter',
          axis,
          indices: { shape: [values.length], values, isStated: form.isStated },
          updateShape: form.data.map((side, at) => (at === axis ? values.length : side)),
          target: (update, indexAt) => update.map((each, at) => (at === axis ? indexAt([each]) : each)),
        });
      }),
      { numRuns: 80 },
    );
  });

  it('puts elements along an axis, one after another', async () => {
    const forms = fc.record({ ...common, data: sides, length: fc.integer({ min: 1, max: 3 }) }).chain((form) =>
      fc.nat({ max: form.data.length - 1 }).chain((axis) => {
        const shape = form.data.map((side, at) => (at === axis ? form.length : side));
        const count = elementCount(shape);
        return fc.record({
          form: fc.constant(form),
          axis: fc.constant(axis),
          shape: fc.constant(shape),
          values: fc.array(indexInto(form.data[axis] ?? 1, form.policy), { minLength: count, maxLength: count }),
        });
      }),
    );
    await fc.assert(
      fc.asyncProperty(forms, async ({ form, axis, shape, values }) => {
        await expectScattered({
          ...form,
          type: 'scatter_along_axis',
          axis,
          indices: { shape, values, isStated: form.isStated },
          updateShape: shape,
          target: (update, indexAt) => update.map((each, at) => (at === axis ? indexAt(update) : each)),
        });
      }),
      { numRuns: 80 },
    );
  });

  it('puts slices at places of several axes, one after another', async () => {
    const forms = fc.record({ ...common, data: sides, count: fc.integer({ min: 1, max: 4 }) }).chain((form) =>
      fc.integer({ min: 1, max: form.data.length }).chain((depth) =>
        fc.record({
          form: fc.constant(form),
          depth: fc.constant(depth),
          rows: fc.array(fc.tuple(...form.data.slice(0, depth).map((side) => indexInto(side, form.policy))), {
            minLength: form.count,
            maxLength: form.count,
          }),
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(forms, async ({ form, depth, rows }) => {
        await expectScattered({
          ...form,
          type: 'scatter_nd',
          indices: { shape: [rows.length, depth], values: rows.flat(), isStated: form.isStated },
          updateShape: [rows.length, ...form.data.slice(depth)],
          target: ([row = 0, ...inner], indexAt) => [
            ...Array.from({ length: depth }, (_, at) => indexAt([row, at])),
            ...inner,
          ],
        });
      }),
      { numRuns: 80 },
    );
  });

  it('adds every update of the same element', async () => {
    const count = 5000;
    const inputs = {
      data: fed.int32([0, 0]),
      indices: fed.int32(
        Array.from({ length: count }, () => 1),
        [count, 1],
      ),
      updates: fed.int32(Array.from({ length: count }, () => 1)),
    };
    const [got] = await runOperation({ type: 'scatter_nd', inputs, outputs: [{ dtype: 'int32', shape: [2] }] });
    expect(got?.values).to.deep.equal([0, count]);
  });

  it('divides integers without a fraction, and survives a 0', async () => {
    const inputs = {
      data: fed.int32([7, -7, 5]),
      indices: fed.int32([0, 1, 2]),
      updates: fed.int32([2, 2, 0]),
      mode: text('div'),
    };
    const [got] = await runOperation({ type: 'scatter', inputs, outputs: [{ dtype: 'int32', shape: [3] }] });
    expect(got?.values.slice(0, 2)).to.deep.equal([3, -3]);
  });

  for (const type of ['scatter', 'scatter_along_axis', 'scatter_nd', 'gather', 'gather_along_axis', 'gather_nd']) {
    it(`${type} refuses an index out of range, or a negative one, where indices are validated`, async () => {
      const isGather = type.startsWith('gather');
      const run = (index: number, validates: boolean) => {
        const indices = fed.int32([index], type.endsWith('nd') ? [1, 1] : [1]);
        const inputs: Record<string, Value> = isGather
          ? { x: fed.fp32([1, 2]), indices }
          : { data: fed.fp32([1, 2]), indices, updates: fed.fp32([3]) };
        return runOperation({
          type,
          inputs: { ...inputs, validate_indices: flag(validates) },
          outputs: [{ dtype: 'fp32', shape: isGather ? [1] : [2] }],
        });
      };
      expect((await run(1, true))[0]?.values.at(-1)).to.equal(isGather ? 2 : 5);
      for (const index of [-1, 2, -3]) {
        await run(index, false);
        const error: unknown = await run(index, true).catch((why: unknown) => why);
        expect(error, String(index)).to.be.instanceOf(Problem);
      }
    });
  }
});
