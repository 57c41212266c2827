import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Contradiction, decompressions } from './compressed.js';
import { elementCount, lazyConstant } from './constant.js';
import type { Constant } from './constant.js';
import type { Dtype } from './dtype.js';

const constant = (dtype: Dtype, shape: readonly number[], values: readonly number[]): Constant =>
  lazyConstant(dtype, shape, { form: dtype, bytes: values.length }, () => Float32Array.from(values));
const number = (value: number): Constant => constant('int32', [], [value]);

/** Decompresses to fp32, as a program that declares `shapes` would. */
function decompress(type: string, operands: Record<string, Constant>, ...shapes: number[][]): Constant[] {
  const optional = (name: string): Constant | undefined => operands[name];
  return (
    decompressions[type]?.({
      optional,
      operand: (name) => optional(name) ?? expect.fail(`${name} is missing`),
      output: (index) => ({ dtype: 'fp32', shape: shapes[index] ?? [] }),
    }) ?? []
  );
}
const valuesOf = (one: Constant | undefined): number[] => Array.from((one?.values ?? []) as Float32Array);

/** Small whole numbers that repeat only after long. */
function* sequence(): Generator<number> {
  for (let state = 1; ; state = (state * 1103515245 + 12345) % 2 ** 31) yield Math.floor(state / 65536) % 16;
}
const source = sequence();
const next = (below = 16): number => Number(source.next().value) % below;
const some = (shape: readonly number[], below = 16): number[] =>
  Array.from({ length: elementCount(shape) }, () => next(below));

/** The place of every element along every axis, row-major. */
function placesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, side) => places.flatMap((place) => Array.from({ length: side }, (_, at) => [...place, at])),
    [[]],
  );
}
const at = (shape: readonly number[], place: readonly number[]): number =>
  shape.reduce((index, side, axis) => index * side + (place[axis] ?? 0), 0);

const shapes = [[6], [4, 6], [2, 6, 3], [2, 3, 4, 2]];

describe('a compressed weight', () => {
  it('quantized as of iOS 16 takes a scale and a zero point for each place along its axis, from either end', () => {
    for (const shape of shapes) {
      for (let axis = -shape.length; axis < shape.length; axis++) {
        const side = shape.at(axis) ?? 0;
        const [data, scale, zero] = [some(shape), some([side]), some([side])];
        const [made] = decompress(
          'constexpr_affine_dequantize',
          {
            quantized_data: constant('uint8', shape, data),
            scale: constant('fp32', [side], scale),
            zero_point: constant('uint8', [side], zero),
            axis: number(axis),
          },
          shape,
        );
        const expected = placesOf(shape).map((place, index) => {
          const along = place.at(axis) ?? 0;
          return (scale[along] ?? 0) * ((data[index] ?? 0) - (zero[along] ?? 0));
        });
        expect(valuesOf(made), `axis ${String(axis)} of [${shape.join(', ')}]`).to.deep.equal(expected);
      }
    }
  });

  it('is refused when its scales do not fit its axis, or it has no such axis', () => {
    const affine = (length: number, axis: number) => () =>
      decompress('constexpr_affine_dequantize', {
        quantized_data: constant('uint8', [4, 6], some([4, 6])),
        scale: constant('fp32', [length], some([length])),
        zero_point: number(0),
        axis: number(axis),
      });
    expect(affine(2, 0)).to.throw(Contradiction, 'scale has 2 values for 4 places');
    expect(affine(4, 1)).to.throw(Contradiction, 'scale has 4 values for 6 places');
    expect(affine(4, 2)).to.throw(Contradiction, 'axis 2 of 2 axes');
  });

  it('quantized by blocks takes the scale and offset of its block, dense or sparse', () => {
    for (const shape of shapes) {
      const coarse = shape.map((side) => (side % 2 === 0 && next(2) === 0 ? side / 2 : next(2) === 0 ? 1 : side));
      const [data, mask] = [some(shape), some(shape, 2)];
      const parts = {
        scale: constant('fp32', coarse, some(coarse)),
        offset: constant('int8', coarse, some(coarse)),
      };
      const expected = placesOf(shape).map((place, index) => {
        const block = place.map((one, axis) => Math.floor(one / ((shape[axis] ?? 1) / (coarse[axis] ?? 1))));
        const [scale, offset] = [parts.scale, parts.offset].map((part) => Number(part.values[at(coarse, block)]));
        return (scale ?? 0) * ((data[index] ?? 0) - (offset ?? 0));
      });
      const dense = decompress(
        'constexpr_blockwise_shift_scale',
        { data: constant('int8', shape, data), ...parts },
        shape,
      );
      expect(valuesOf(dense[0])).to.deep.equal(expected);

      const kept = data.filter((_, index) => mask[index]);
      const sparse = decompress(
        'constexpr_sparse_blockwise_shift_scale',
        {
          data_mask: constant('uint1', shape, mask),
          nonzero_data: constant('int8', [kept.length], kept),
          ...parts,
        },
        shape,
        [kept.length],
      );
      expect(densified(sparse, shape)).to.deep.equal(expected.map((value, index) => (mask[index] ? value : 0)));
    }
  });

  it('of palettes lays the vectors of its block’s table along their axis, dense or sparse', () => {
    for (const shape of shapes) {
      for (const vector of [1, 2, 3]) {
        for (let axis = -shape.length; axis < shape.length; axis++) {
          const groups = shape.map((side) => (next(2) === 0 ? 1 : side));
          const entries = 4;
          const tables = [...groups, entries, vector];
          const [indices, lut, mask] = [some(shape, entries), some(tables), some(shape, 2)];
          const parts = { lut: constant('fp32', tables, lut), vector_axis: number(axis) };
          const along = axis < 0 ? axis + shape.length : axis;
          const wide = shape.map((side, one) => (one === along ? side * vector : side));
          const narrow = (place: number[]): number[] =>
            place.map((one, index) => (index === along ? Math.floor(one / vector) : one));
          const expected = placesOf(wide).map((place) => {
            const from = narrow(place);
            const group = from.map((one, index) => Math.floor(one / ((shape[index] ?? 1) / (groups[index] ?? 1))));
            const entry = [...group, indices[at(shape, from)] ?? 0, (place[along] ?? 0) % vector];
            return lut[at(tables, entry)] ?? -1;
          });
          const dense = decompress(
            'constexpr_lut_to_dense',
            { indices: constant('uint2', shape, indices), ...parts },
            wide,
          );
          expect(dense[0]?.shape).to.deep.equal(wide);
          expect(valuesOf(dense[0])).to.deep.equal(expected);

          const kept = indices.filter((_, index) => mask[index]);
          const sparse = decompress(
            'constexpr_lut_to_sparse',
            {
              indices_mask: constant('uint1', shape, mask),
              indices_nonzero_data: constant('uint2', [kept.length], kept),
              ...parts,
            },
            wide,
            [kept.length * vector],
          );
          const masked = placesOf(wide).map((place) => mask[at(shape, narrow(place))]);
          expect(densified(sparse, wide)).to.deep.equal(expected.map((value, index) => (masked[index] ? value : 0)));
        }
      }
    }
  });

  it('is refused when an index is beyond the palette, or a vector has no axis', () => {
    const look =
      (lutShape: number[], more: Record<string, Constant> = {}) =>
      () =>
        valuesOf(
          decompress('constexpr_lut_to_dense', {
            indices: constant('uint8', [2], [1, 2]),
            lut: constant('fp32', lutShape, some(lutShape)),
            ...more,
          })[0],
        );
    expect(look([1, 2, 1])).to.throw(Contradiction, 'index 2 of 2 entries');
    expect(look([1, 4, 2])).to.throw(Contradiction, 'vector_axis is missing');
    expect(look([1, 4, 2], { vector_axis: number(-2) })).to.throw(Contradiction, 'vector_axis -2 of 1 axes');
  });

  it('may have parts that are compressed themselves', () => {
    const lut = decompress(
      'constexpr_blockwise_shift_scale',
      { data: constant('int8', [1, 4, 1], [1, 2, 3, 4]), scale: constant('fp32', [1, 1, 1], [10]) },
      [1, 4, 1],
    )[0];
    const operands = { indices: constant('uint2', [5], [0, 3, 1, 2, 0]), lut: lut ?? number(0) };
    const dense = decompress('constexpr_lut_to_dense', operands, [5])[0] ?? number(0);
    const cast = decompress('constexpr_cast', { source_val: dense }, [5]);
    expect(valuesOf(cast[0])).to.deep.equal([10, 40, 20, 30, 10]);
  });
});

/** What `constexpr_sparse_to_dense` makes of a mask and values. */
function densified([mask, values]: readonly Constant[], shape: number[]): number[] {
  if (mask === undefined || values === undefined) throw new Error('two outputs were asked for');
  expect(mask.shape).to.deep.equal(shape);
  expect(values.shape).to.deep.equal([values.values.length]);
  return valuesOf(decompress('constexpr_sparse_to_dense', { mask, nonzero_data: values }, shape)[0]);
}
