import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { runGiven, stated } from '../../../test/models/one-operation.js';
import type { Asked } from '../../../test/models/one-operation.js';

const counted = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

async function values(asked: Asked): Promise<number[]> {
  return [...(await runGiven(asked)).data];
}

describe('blocks and windows', () => {
  it('space_to_batch puts the place within a block before the picture, and pads', async () => {
    for (const open of [false, true]) {
      const y = await values({
        type: 'space_to_batch',
        given: { x: { shape: [2, 1, 2, 4], data: counted(16), open } },
        operands: { block_shape: stated.int32([2, 2]), paddings: stated.int32([0, 0, 2, 0], [2, 2]) },
        shape: open ? [undefined, 1, undefined, undefined] : [8, 1, 1, 3],
      });
      expect(y).to.deep.equal([0, 1, 3, 0, 9, 11, 0, 2, 4, 0, 10, 12, 0, 5, 7, 0, 13, 15, 0, 6, 8, 0, 14, 16]);
    }
  });

  it('batch_to_space undoes space_to_batch', () =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        fc.boolean(),
        async ([down, along], [rows, columns], open) => {
          const [height, width] = [rows * down, columns * along];
          const data = counted(2 * 3 * height * width);
          const spread = [2 * down * along, 3, rows, columns];
          const batched = await values({
            type: 'space_to_batch',
            given: { x: { shape: [2, 3, height, width], data, open } },
            operands: { block_shape: stated.int32([down, along]), paddings: stated.int32([0, 0, 0, 0], [2, 2]) },
            shape: open ? spread.map(() => undefined) : spread,
          });
          const back = await values({
            type: 'batch_to_space',
            given: { x: { shape: spread, data: batched, open } },
            operands: { block_shape: stated.int32([down, along]), crops: stated.int32([0, 0, 0, 0], [2, 2]) },
            shape: open ? spread.map(() => undefined) : [2, 3, height, width],
          });
          expect(back).to.deep.equal(data);
        },
      ),
      { numRuns: 10 },
    ));

  it('batch_to_space crops', async () => {
    const y = await values({
      type: 'batch_to_space',
      given: { x: { shape: [4, 1, 1, 2], data: [1, 3, 2, 4, 5, 7, 6, 8] } },
      operands: { block_shape: stated.int32([2, 2]), crops: stated.int32([0, 1, 1, 0], [2, 2]) },
      shape: [1, 1, 1, 3],
    });
    expect(y).to.deep.equal([2, 3, 4]);
  });

  it('sliding_windows makes an axis of windows, also over an open side', async () => {
    for (const open of [false, true]) {
      const y = await values({
        type: 'sliding_windows',
        given: { x: { shape: [2, 5], data: counted(10), open, dtype: 'int32' } },
        operands: { axis: stated.int32([-1], []), size: stated.int32([3], []), stride: stated.int32([2], []) },
        shape: open ? [undefined, undefined, 3] : [2, 2, 3],
        dtype: 'int32',
      });
      expect(y).to.deep.equal([1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9, 10]);
    }
  });
});
