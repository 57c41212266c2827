import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { flag, runGiven, stated, text } from '../../../test/models/one-operation.js';
import type { Operands, Value } from '../../../test/models/one-operation.js';

const coordinateModes = ['unnormalized', 'normalized_minus_one_to_one', 'normalized_zero_to_one'] as const;
const paddings = ['constant', 'border', 'reflection', 'symmetric'] as const;

/** One element of resample by its definition: pixels outside are looked up where the padding puts them. */
function sampled(
  picture: readonly number[],
  [height, width]: readonly [number, number],
  point: readonly [x: number, y: number],
  how: { coordinates: string; padding: string; nearest: boolean; corners: boolean; value: number },
): number {
  const toPixel = (at: number, side: number): number => {
    if (how.coordinates === 'unnormalized') return at;
    const share = how.coordinates === 'normalized_zero_to_one' ? at : (at + 1) / 2;
    return how.corners ? share * (side - 1) : share * side - 0.5;
  };
  const fold = (at: number, period: number): number => ((at % period) + period) % period;
  const inside = (at: number, side: number): number | undefined => {
    if (at >= 0 && at < side) return at;
    if (how.padding === 'constant') return undefined;
    if (how.padding === 'border') return at < 0 ? 0 : side - 1;
    if (how.padding === 'symmetric') {
      const within = fold(at, 2 * side);
      return within < side ? within : 2 * side - 1 - within;
    }
    if (side === 1) return 0;
    const within = fold(at, 2 * side - 2);
    return within < side ? within : 2 * side - 2 - within;
  };
  const pixel = (row: number, column: number): number => {
    const [y, x] = [inside(row, height), inside(column, width)];
    return y === undefined || x === undefined ? how.value : (picture[y * width + x] ?? NaN);
  };
  const [x, y] = [toPixel(point[0], width), toPixel(point[1], height)];
  if (how.nearest) return pixel(Math.round(y), Math.round(x));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const row = (at: number): number => pixel(at, left) * (1 - x + left) + pixel(at, left + 1) * (x - left);
  return row(top) * (1 - y + top) + row(top + 1) * (y - top);
}

/** Away from ties and edges of pixels, where two answers are right. */
const coordinate = fc.integer({ min: -40, max: 40 }).map((at) => at / 10 + 0.0137);

describe('sampling', () => {
  for (const padding of paddings) {
    for (const nearest of [false, true]) {
      it(`resample takes ${nearest ? 'the nearest pixel' : 'a blend'} with padding ${padding}`, () =>
        fc.assert(
          fc.asyncProperty(
            fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
            fc.array(fc.tuple(coordinate, coordinate), { minLength: 6, maxLength: 6 }),
            fc.constantFrom(...coordinateModes),
            fc.boolean(),
            fc.boolean(),
            async (sides, points, coordinates, corners, open) => {
              const picture = Array.from({ length: sides[0] * sides[1] }, (_, at) => at + 1);
              const y = await runGiven({
                type: 'resample',
                given: {
                  x: { shape: [1, 1, ...sides], data: picture, open },
                  coordinates: { shape: [1, 2, 3, 2], data: points.flat() },
                },
                operands: {
                  sampling_mode: text(nearest ? 'nearest' : 'bilinear'),
                  padding_mode: text(padding),
                  padding_value: stated.fp32([7], []),
                  coordinates_mode: text(coordinates),
                  align_corners: flag(corners),
                },
                shape: open ? [undefined, undefined, 2, 3] : [1, 1, 2, 3],
              });
              const how = { coordinates, padding, nearest, corners, value: 7 };
              points.forEach((point, at) => {
                expect(y.data[at]).to.be.closeTo(sampled(picture, sides, point, how), 1e-3);
              });
            },
          ),
          { numRuns: 15 },
        ));
    }
  }

  it('resample takes coordinates that are integers', async () => {
    const y = await runGiven({
      type: 'resample',
      given: {
        x: { shape: [1, 1, 2, 2], data: [11, 22, 33, 44] },
        coordinates: { shape: [1, 1, 2, 2], data: [0, 1, 1, 1], dtype: 'int32' },
      },
      operands: {
        sampling_mode: text('nearest'),
        padding_mode: text('border'),
        coordinates_mode: text('unnormalized'),
      },
      shape: [1, 1, 1, 2],
    });
    expect([...y.data]).to.deep.equal([33, 44]);
  });

  // Points and results worked out by hand: x' = -0.7 and y' = -1.3 at the first pixel, 0.15 of it outside.
  it('affine moves the grid by a matrix, one for all pictures or one for each', async () => {
    const matrix = [-1, -2, -3.7, -1, 3.5, 1.2];
    const wanted = [10.7525, 2.5025, 0, 1.98, 0, 0, 0, 0, 0];
    for (const count of [1, 2]) {
      const y = await runGiven({
        type: 'affine',
        given: {
          x: { shape: [2, 1, 2, 2], data: [11, 22, 33, 44, 11, 22, 33, 44] },
          transform_matrix: { shape: [count, 6], data: Array.from({ length: count }, () => matrix).flat() },
        },
        operands: {
          output_height: stated.int32([3], []),
          output_width: stated.int32([3], []),
          sampling_mode: text('bilinear'),
          padding_mode: text('constant'),
          padding_value: stated.fp32([0], []),
          coordinates_mode: text('normalized_minus_one_to_one'),
          align_corners: flag(true),
        },
        shape: [2, 1, 3, 3],
      });
      [...wanted, ...wanted].forEach((value, at) => expect(y.data[at]).to.be.closeTo(value, 1e-4));
    }
  });
});

describe('crop_resize', () => {
  const picture = { shape: [1, 1, 4, 4], data: Array.from({ length: 16 }, (_, at) => at + 1) };
  const size = { target_height: stated.int32([2], []), target_width: stated.int32([2], []) };

  async function crops(operands: Operands, shape: readonly number[]): Promise<number[]> {
    const y = await runGiven({
      type: 'crop_resize',
      given: { x: picture },
      operands: { ...size, ...operands },
      shape,
    });
    return [...y.data];
  }

  const box = (...corners: number[]): Value => stated.fp32(corners, [1, 4]);

  it('samples from corner to corner of boxes, filling what lies outside', async () => {
    const boxes = stated.fp32([0.1, 0.3, 1.3, 1, 0, 0.4, 0.6, 0.7], [2, 4]);
    const operands = {
      boxes,
      box_indices: stated.int32([0, 0]),
      normalized_coordinates: flag(true),
      sampling_mode: text('ALIGN_CORNERS'),
      pad_value: stated.fp32([10], []),
    };
    const got = await crops(operands, [2, 1, 2, 2]);
    [3.1, 5.2, 10, 10, 2.2, 3.1, 9.4, 10.3].forEach((value, at) => expect(got[at]).to.be.closeTo(value, 1e-4));
  });

  // 1 + 4 row + column at the rows and columns in brackets.
  const byMode: readonly (readonly [string, readonly number[]])[] = [
    ['STRICT_ALIGN_CORNERS', [6, 7, 10, 11]], // 1, 2
    ['DEFAULT', [6, 7, 10, 11]], // 1 + 2 i / 2
    ['UNALIGN_CORNERS', [6, 7, 10, 11]], // 1 + 2 (i + 1/2) / 2 - 1/2
    ['OFFSET_CORNERS', [7.25, 7.75, 9.25, 9.75]], // 1 + (i + 1/2) / 2
  ];
  for (const [mode, wanted] of byMode) {
    it(`samples where ${mode} is defined to`, async () => {
      const got = await crops({ boxes: box(1, 1, 2, 2), sampling_mode: text(mode) }, [1, 1, 2, 2]);
      wanted.forEach((value, at) => expect(got[at]).to.be.closeTo(value, 1e-4));
    });
  }

  it('reads boxes in every order, scaled', async () => {
    const orders: readonly (readonly [string, Value])[] = [
      ['CORNERS_HEIGHT_FIRST', box(0, 2, 2, 4)],
      ['CORNERS_WIDTH_FIRST', box(2, 0, 4, 2)],
      ['CENTER_SIZE_HEIGHT_FIRST', box(1, 3, 2, 2)],
      ['CENTER_SIZE_WIDTH_FIRST', box(3, 1, 2, 2)],
    ];
    for (const [order, boxes] of orders) {
      const operands = {
        boxes,
        box_coordinate_mode: text(order),
        sampling_mode: text('STRICT_ALIGN_CORNERS'),
        spatial_scale: stated.fp32([0.5], []),
      };
      const got = await crops(operands, [1, 1, 2, 2]);
      [2, 3, 6, 7].forEach((value, at) => expect(got[at]).to.be.closeTo(value, 1e-4));
    }
  });

  it('of regions cuts every picture, or the one that a region names', async () => {
    const pictures = { shape: [2, 1, 2, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] };
    const cut = (roi: Value, shape: readonly number[], open: boolean): Promise<{ data: ArrayLike<number> }> =>
      runGiven({
        type: 'crop_resize',
        given: { x: { ...pictures, open } },
        operands: { roi, sampling_mode: text('ALIGN_CORNERS') },
        shape: open ? [1, undefined, undefined, 1, 1] : shape,
      });
    for (const open of [false, true]) {
      const all = await cut(stated.fp32([0, 0, 1, 1], [1, 1, 4, 1, 1]), [1, 2, 1, 1, 1], open);
      expect([...(all.data as Float32Array)]).to.deep.equal([2.5, 6.5]);
      const one = await cut(stated.fp32([1, 0, 0, 1, 1], [1, 1, 5, 1, 1]), [1, 1, 1, 1, 1], open);
      expect([...(one.data as Float32Array)]).to.deep.equal([6.5]);
    }
  });

  it('refuses a box that ends before it begins in a mode that does not say what that means', async () => {
    const error: unknown = await crops({ boxes: box(2, 2, 1, 1) }, [1, 1, 2, 2]).catch((why: unknown) => why);
    expect((error as Error).message).to.include('op crop_resize (DEFAULT in a box that ends before it begins)');
    const turned = await crops({ boxes: box(2, 2, 1, 1), sampling_mode: text('ALIGN_CORNERS') }, [1, 1, 2, 2]);
    expect(turned).to.deep.equal([11, 10, 7, 6]);
  });
});
