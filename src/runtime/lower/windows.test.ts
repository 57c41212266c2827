import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { flag, runGiven, stated, text } from '../../../test/models/one-operation.js';

/** Convolutions and pools along one axis, by their definitions. */

const wave = (count: number): number[] => Array.from({ length: count }, (_, at) => Math.cos(at * 1.7) * 3);

const expectClose = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got.length).to.equal(wanted.length);
  wanted.forEach((value, at) => expect(got[at], `element ${String(at)}`).to.be.closeTo(value, 1e-4));
};

interface Line {
  readonly side: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

const line = fc
  .record({
    side: fc.integer({ min: 1, max: 9 }),
    size: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .filter(({ side, size, dilation }) => (size - 1) * dilation < side);

const samePads = ({ side, size, stride, dilation }: Line, lower: boolean): [number, number] => {
  const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + (size - 1) * dilation + 1 - side);
  const [half, rest] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return lower ? [rest, half] : [half, rest];
};

/** What each window sees, undefined in the padding; windows begin within it and may hang over. */
const windowsOf = (values: readonly number[], { size, stride, dilation }: Line, begin: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    Array.from({ length: size }, (__, element) => values[at * stride - begin + element * dilation]),
  );

describe('windows', () => {
  it('conv pads by every pad_type, with strides and dilations, also over open sides', () =>
    fc.assert(
      fc.asyncProperty(
        line,
        fc.constantFrom('valid', 'same', 'same_lower', 'custom'),
        fc.boolean(),
        async (shape, type, open) => {
          const pads: [number, number] =
            type === 'valid' ? [0, 0] : type === 'custom' ? [2, 1] : samePads(shape, type === 'same_lower');
          const { side, size, stride, dilation } = shape;
          const count = Math.floor((side + pads[0] + pads[1] - (size - 1) * dilation - 1) / stride) + 1;
          const [values, weights] = [wave(side), wave(size)];
          const wanted = windowsOf(values, shape, pads[0], count).map((window) =>
            window.reduce<number>((sum, value, at) => sum + (value ?? 0) * (weights[at] ?? NaN), 0.5),
          );
          const y = await runGiven({
            type: 'conv',
            given: { x: { shape: [1, 1, side], data: values, open } },
            operands: {
              weight: stated.fp32(weights, [1, 1, size]),
              bias: stated.fp32([0.5]),
              strides: stated.int32([stride]),
              dilations: stated.int32([dilation]),
              pad_type: text(type),
              pad: stated.int32(pads),
            },
            shape: open ? [undefined, 1, undefined] : [1, 1, count],
          });
          expectClose(y.data, wanted);
        },
      ),
      { numRuns: 40 },
    ));

  it('conv_transpose crops by every pad_type and reaches output_shape', () =>
    fc.assert(
      fc.asyncProperty(
        line,
        fc.constantFrom('valid', 'same', 'custom'),
        fc.constantFrom(undefined, 0, 1),
        fc.boolean(),
        async ({ side, size, stride, dilation }, type, less, open) => {
          const full = (side - 1) * stride + (size - 1) * dilation + 1;
          const begin = type === 'custom' && full > 2 ? 1 : 0;
          const kept = type === 'same' ? side * stride : full - begin;
          // An output that a convolution of the same stride would have come from.
          const length = Math.max(kept - Math.min(less ?? 0, stride - 1), 1);
          const total = Math.max(0, full - length);
          const first = type === 'same' ? Math.floor(total / 2) : begin;
          const [values, weights] = [wave(side), wave(size)];
          const wanted = Array.from({ length }, (_, at) =>
            values.reduce((sum, value, from) => {
              const element = (at + first - from * stride) / dilation;
              return sum + value * (Number.isInteger(element) && element >= 0 ? (weights[element] ?? 0) : 0);
            }, 0),
          );
          const y = await runGiven({
            type: 'conv_transpose',
            given: { x: { shape: [1, 1, side], data: values, open } },
            operands: {
              weight: stated.fp32(weights, [1, 1, size]),
              strides: stated.int32([stride]),
              dilations: stated.int32([dilation]),
              pad_type: text(type),
              pad: stated.int32([begin, 0]),
              ...(less === undefined ? {} : { output_shape: stated.int32([1, 1, length]) }),
            },
            shape: open ? [undefined, 1, undefined] : [1, 1, length],
          });
          expectClose(y.data, wanted);
        },
      ),
      { numRuns: 40 },
    ));

  const poolings = {
    max_pool: (window: readonly (number | undefined)[]) => Math.max(...window.filter((value) => value !== undefined)),
    l2_pool: (window: readonly (number | undefined)[]) =>
      Math.sqrt(window.reduce<number>((sum, value) => sum + (value ?? 0) ** 2, 0)),
  };

  const pooled = fc.tuple(line, fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 1 }));

  /** Counts windows as MIL's ceil_mode does; undefined where the last one would see nothing of x. */
  function countOf({ side, size, stride }: Line, pad: number, ceil: boolean): number | undefined {
    const room = side + 2 * pad - size;
    if (!ceil) return Math.floor(room / stride) + 1;
    const count = Math.ceil(room / stride) + 1;
    if ((count - 1) * stride < side + pad) return count;
    return pad > 0 ? count - 1 : undefined;
  }

  for (const [type, of] of Object.entries(poolings)) {
    it(`${type} sees what is in its windows, in ceil_mode too`, () =>
      fc.assert(
        fc.asyncProperty(pooled, async ([shape, ceil, open, wish]) => {
          const flat = { ...shape, dilation: 1 };
          const pad = Math.min(wish, shape.size - 1);
          const count = countOf(flat, pad, ceil);
          if (count === undefined || shape.size > shape.side) return;
          const values = wave(shape.side);
          const y = await runGiven({
            type,
            given: { x: { shape: [1, 1, shape.side], data: values, open } },
            operands: {
              kernel_sizes: stated.int32([shape.size]),
              strides: stated.int32([shape.stride]),
              pad_type: text('custom'),
              pad: stated.int32([pad, pad]),
              ceil_mode: flag(ceil),
            },
            shape: open ? [undefined, undefined, undefined] : [1, 1, count],
          });
          expectClose(y.data, windowsOf(values, flat, pad, count).map(of));
        }),
        { numRuns: 30 },
      ));
  }

  for (const excluded of [false, true]) {
    it(`avg_pool ${excluded ? 'leaves padding out of' : 'counts padding in'} the average, in ceil_mode too`, () =>
      fc.assert(
        fc.asyncProperty(pooled, async ([shape, ceil, open, wish]) => {
          const flat = { ...shape, dilation: 1 };
          const pad = Math.min(wish, shape.size - 1);
          const count = countOf(flat, pad, ceil);
          if (count === undefined || shape.size > shape.side) return;
          const values = wave(shape.side);
          const wanted = windowsOf(values, flat, pad, count).map((window, at) => {
            const [from, to] = [at * shape.stride - pad, at * shape.stride - pad + shape.size];
            const sum = window.reduce<number>((total, value) => total + (value ?? 0), 0);
            const seen = Math.min(to, shape.side) - Math.max(from, 0);
            return sum / (excluded ? seen : Math.min(to, shape.side + pad) - from);
          });
          const y = await runGiven({
            type: 'avg_pool',
            given: { x: { shape: [1, 1, shape.side], data: values, open } },
            operands: {
              kernel_sizes: stated.int32([shape.size]),
              strides: stated.int32([shape.stride]),
              pad_type: text('custom'),
              pad: stated.int32([pad, pad]),
              ceil_mode: flag(ceil),
              exclude_padding_from_average: flag(excluded),
            },
            shape: open ? [undefined, undefined, undefined] : [1, 1, count],
          });
          expectClose(y.data, wanted);
        }),
        { numRuns: 40 },
      ));
  }

  it('pools pad the same on either side', async () => {
    const pooledBy = async (type: string, padType: string): Promise<number[]> => {
      const x = { shape: [1, 1, 4], data: [1, 2, 3, 4] };
      const operands = { kernel_sizes: stated.int32([2]), pad_type: text(padType) };
      const y = await runGiven({ type, given: { x }, operands, shape: [1, 1, 4] });
      return [...y.data];
    };
    expect(await pooledBy('max_pool', 'same')).to.deep.equal([2, 3, 4, 4]);
    expect(await pooledBy('max_pool', 'same_lower')).to.deep.equal([1, 2, 3, 4]);
    expect(await pooledBy('avg_pool', 'same')).to.deep.equal([1.5, 2.5, 3.5, 2]);
    expect(await pooledBy('avg_pool', 'same_lower')).to.deep.equal([0.5, 1.5, 2.5, 3.5]);
  });

  it('pools take padding as wide as the window', async () => {
    const y = await runGiven({
      type: 'avg_pool',
      given: { x: { shape: [1, 1, 2], data: [2, 4] } },
      operands: {
        kernel_sizes: stated.int32([2]),
        strides: stated.int32([2]),
        pad_type: text('custom'),
        pad: stated.int32([2, 0]),
      },
      shape: [1, 1, 2],
    });
    expectClose(y.data, [0, 3]);
  });

  it('conv_quantized scales and shifts its bytes by output channel', async () => {
    const y = await runGiven({
      type: 'conv_quantized',
      given: { x: { shape: [1, 1, 2], data: [1, 2] } },
      operands: {
        weight: stated.fp32([10, 20], [2, 1, 1]),
        quantization_type: text('linear'),
        quant_scale: stated.fp32([0.1, 0.5]),
        quant_bias: stated.fp32([-1, 0]),
        pad_type: text('valid'),
      },
      shape: [1, 2, 2],
    });
    expectClose(y.data, [0, 0, 10, 20]);
  });
});
