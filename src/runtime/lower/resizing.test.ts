import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { flag, runGiven, stated, text } from '../../../test/models/one-operation.js';
import type { Asked } from '../../../test/models/one-operation.js';

type Sampling = 'DEFAULT' | 'STRICT_ALIGN_CORNERS' | 'ALIGN_CORNERS' | 'OFFSET_CORNERS' | 'UNALIGN_CORNERS';
const samplings: readonly Sampling[] = [
  'DEFAULT',
  'STRICT_ALIGN_CORNERS',
  'ALIGN_CORNERS',
  'OFFSET_CORNERS',
  'UNALIGN_CORNERS',
];

/** The grid points of resize_bilinear's documentation, for an axis of `from` that becomes one of `to`. */
function gridPoint(mode: Sampling, from: number, to: number, at: number): number {
  const point = ((): number => {
    switch (mode) {
      case 'DEFAULT':
        return (at * from) / to;
      case 'STRICT_ALIGN_CORNERS':
        return to === 1 ? 0 : (at * (from - 1)) / (to - 1);
      case 'ALIGN_CORNERS':
        return to === 1 ? (from - 1) / 2 : (at * (from - 1)) / (to - 1);
      case 'OFFSET_CORNERS':
        return ((at + 0.5) * Math.max(1, from - 1)) / to;
      case 'UNALIGN_CORNERS':
        return ((at + 0.5) * from) / to - 0.5;
    }
  })();
  return Math.min(from - 1, Math.max(0, point));
}

/** Blends along the last axis of rows of `from`. */
function blended(rows: readonly number[], from: number, to: number, mode: Sampling): number[] {
  return Array.from({ length: (rows.length / from) * to }, (_, index) => {
    const [row, point] = [Math.floor(index / to) * from, gridPoint(mode, from, to, index % to)];
    const left = Math.floor(point);
    const right = Math.min(from - 1, left + 1);
    return (rows[row + left] ?? NaN) * (1 - point + left) + (rows[row + right] ?? NaN) * (point - left);
  });
}

const transposed = (plane: readonly number[], rows: number, columns: number): number[] =>
  Array.from({ length: rows * columns }, (_, at) => plane[(at % rows) * columns + Math.floor(at / rows)] ?? NaN);

/** A picture as rows, resized along both axes. */
function resized(picture: readonly number[], from: readonly number[], to: readonly number[], mode: Sampling): number[] {
  const [height = 1, width = 1] = from;
  const [rows = 1, columns = 1] = to;
  const wide = blended(picture, width, columns, mode);
  return transposed(blended(transposed(wide, height, columns), height, rows, mode), columns, rows);
}

const expectClose = (got: ArrayLike<number>, wanted: readonly number[], within = 1e-4): void => {
  expect(got.length).to.equal(wanted.length);
  wanted.forEach((value, index) => {
    expect(got[index], `element ${String(index)}`).to.be.closeTo(value, within);
  });
};

const side = fc.integer({ min: 1, max: 6 });
const sizes = fc.tuple(side, side);
const picture = (height: number, width: number): number[] =>
  Array.from({ length: height * width }, (_, at) => ((at * 37) % 23) - 11);

const checked = { numRuns: 12 };

describe('resizing', () => {
  for (const mode of samplings) {
    it(`resize_bilinear samples where ${mode} is defined to`, () =>
      fc.assert(
        fc.asyncProperty(sizes, sizes, fc.boolean(), async (from, to, open) => {
          const y = await runGiven({
            type: 'resize_bilinear',
            given: { x: { shape: [1, ...from], data: picture(...from), open } },
            operands: {
              target_size_height: stated.int32([to[0]], []),
              target_size_width: stated.int32([to[1]], []),
              sampling_mode: text(mode),
            },
            shape: open ? [undefined, ...to] : [1, ...to],
          });
          expect(y.shape).to.deep.equal([1, ...to]);
          expectClose(y.data, resized(picture(...from), from, to, mode));
        }),
        checked,
      ));

    it(`resize samples where ${mode} is defined to, also at a size that is computed`, () =>
      fc.assert(
        fc.asyncProperty(sizes, sizes, fc.constantFrom(2, 3, 4, 5), fc.boolean(), async (from, to, rank, computed) => {
          const leading = Array.from({ length: rank - 2 }, () => 1);
          const sizesAsked: Pick<Asked, 'operands'> & { size: Asked['given'] } = computed
            ? { size: { shape: { shape: [2], data: to, dtype: 'int32' } }, operands: {} }
            : { size: {}, operands: { shape: stated.int32([...to]) } };
          const y = await runGiven({
            type: 'resize',
            given: { x: { shape: [...leading, ...from], data: picture(...from) }, ...sizesAsked.size },
            operands: { ...sizesAsked.operands, resized_dims: stated.int32(2), sampling_mode: text(mode) },
            shape: computed ? [...leading, undefined, undefined] : [...leading, ...to],
          });
          expect(y.shape).to.deep.equal([...leading, ...to]);
          expectClose(y.data, resized(picture(...from), from, to, mode));
        }),
        checked,
      ));
  }

  it('resize_bilinear puts the one pixel of ALIGN_CORNERS in the middle, and of STRICT_ALIGN_CORNERS at the start', async () => {
    const one = (mode: string): Promise<{ data: ArrayLike<number> }> =>
      runGiven({
        type: 'resize_bilinear',
        given: { x: { shape: [1, 1, 4], data: [1, 2, 3, 4] } },
        operands: {
          target_size_height: stated.int32([1], []),
          target_size_width: stated.int32([1], []),
          sampling_mode: text(mode),
        },
        shape: [1, 1, 1],
      });
    expectClose((await one('ALIGN_CORNERS')).data, [2.5]);
    expectClose((await one('STRICT_ALIGN_CORNERS')).data, [1]);
  });

  it('resize keeps a side of 0, and resizes one or three axes', async () => {
    const kept = await runGiven({
      type: 'resize',
      given: { x: { shape: [1, 1, 1, 2], data: [0, 1] } },
      operands: { shape: stated.int32([7, 0, 4]), resized_dims: stated.int32(2) },
      shape: [1, 1, 1, 4],
    });
    expectClose(kept.data, [0, 0.5, 1, 1]);
    const computed = await runGiven({
      type: 'resize',
      given: {
        x: { shape: [1, 1, 1, 2], data: [0, 1], open: true },
        shape: { shape: [3], data: [1, 0, 0], dtype: 'int32' },
      },
      operands: { resized_dims: stated.int32(2) },
      shape: [undefined, undefined, undefined, undefined],
    });
    expectClose(computed.data, [0, 1]);
    const one = await runGiven({
      type: 'resize',
      given: { x: { shape: [2, 2], data: [0, 1, 2, 3] } },
      operands: {
        shape: stated.int32([4]),
        resized_dims: stated.int32(1),
        sampling_mode: text('STRICT_ALIGN_CORNERS'),
      },
      shape: [2, 4],
    });
    expectClose(one.data, [0, 1 / 3, 2 / 3, 1, 2, 7 / 3, 8 / 3, 3]);
    const three = await runGiven({
      type: 'resize',
      given: { x: { shape: [1, 2, 1, 1], data: [0, 3] } },
      operands: {
        shape: stated.int32([4, 1, 2]),
        resized_dims: stated.int32(3),
        sampling_mode: text('STRICT_ALIGN_CORNERS'),
      },
      shape: [1, 4, 1, 2],
    });
    expectClose(three.data, [0, 0, 1, 1, 2, 2, 3, 3]);
  });

  // 0, 1, 1 is coremltools' own result; by the corners it would be 0, 0, 1.
  it('resize takes the pixel that a centre falls into, upsampling the one that a corner does', async () => {
    for (const open of [false, true]) {
      const byCentre = await runGiven({
        type: 'resize',
        given: { x: { shape: [1, 1, 2], data: [-6, 9], open } },
        operands: {
          shape: stated.int32([1, 3]),
          resized_dims: stated.int32(2),
          interpolation_mode: text('NEAREST_NEIGHBOR'),
        },
        shape: open ? [undefined, 1, 3] : [1, 1, 3],
      });
      expectClose(byCentre.data, [-6, 9, 9]);
      const byCorner = await runGiven({
        type: 'upsample_nearest_neighbor',
        given: { x: { shape: [1, 1, 2], data: [-6, 9], open } },
        operands: { scale_factor_width: stated.fp32([1.6], []) },
        shape: open ? [undefined, undefined, undefined] : [1, 1, 3],
      });
      expectClose(byCorner.data, [-6, -6, 9]);
    }
  });

  it('takes the nearest pixel of any size by whole numbers', () =>
    fc.assert(
      fc.asyncProperty(side, side, fc.constantFrom(...samplings), fc.boolean(), async (from, to, mode, open) => {
        const y = await runGiven({
          type: 'resize',
          given: { x: { shape: [1, 1, from], data: picture(1, from), dtype: 'int32', open } },
          operands: {
            shape: stated.int32([1, to]),
            resized_dims: stated.int32(2),
            interpolation_mode: text('NEAREST_NEIGHBOR'),
            sampling_mode: text(mode),
          },
          shape: open ? [undefined, 1, to] : [1, 1, to],
          dtype: 'int32',
        });
        const centre = (at: number): number => Math.floor(((2 * at + 1) * from) / (2 * to));
        const nearest = (at: number): number => Math.floor(gridPoint(mode, from, to, at) + 0.5 + 1e-9);
        const pixel = mode === 'DEFAULT' || mode === 'UNALIGN_CORNERS' ? centre : nearest;
        const wanted = Array.from({ length: to }, (_, at) => picture(1, from)[Math.min(from - 1, pixel(at))] ?? NaN);
        expectClose(y.data, wanted);
      }),
      { numRuns: 30 },
    ));

  it('upsample_nearest_neighbor repeats pixels of any rank, also over open sides', async () => {
    for (const shape of [
      [1, 1, 2],
      [1, 1, 1, 2],
      [1, 1, 1, 1, 2],
    ]) {
      for (const open of [false, true]) {
        const wanted = [...shape.slice(0, -2), 2, 6];
        const y = await runGiven({
          type: 'upsample_nearest_neighbor',
          given: { x: { shape, data: [5, 7], open } },
          operands: { scale_factor_height: stated.int32([2], []), scale_factor_width: stated.int32([3], []) },
          shape: open ? wanted.map(() => undefined) : wanted,
        });
        expect(y.shape).to.deep.equal(wanted);
        expectClose(y.data, [5, 5, 5, 7, 7, 7, 5, 5, 5, 7, 7, 7]);
      }
    }
  });

  it('upsample_bilinear multiplies sides that are open, of any rank', async () => {
    for (const leading of [[1], [1, 1], [1, 1, 1]]) {
      const y = await runGiven({
        type: 'upsample_bilinear',
        given: { x: { shape: [...leading, 1, 2], data: [0, 1], open: true } },
        operands: {
          scale_factor_height: stated.fp32([1], []),
          scale_factor_width: stated.fp32([2.6], []),
          align_corners: flag(false),
        },
        shape: [...leading, 1, 2].map(() => undefined),
      });
      expect(y.shape).to.deep.equal([...leading, 1, 5]);
      expectClose(y.data, [0, 0.1, 0.5, 0.9, 1]);
    }
  });
});
