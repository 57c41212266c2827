import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, flag, runOperation, stated } from '../../../test/models/one-operation.js';
import type { Result, Value } from '../../../test/models/one-operation.js';

/** x, y of the centre, width, height: the second overlaps the first by a third, the third stands alone. */
const boxes = [0, 0, 2, 2, 1, 0, 2, 2, 9, 9, 2, 2];
const scores = [
  [0.5, 0.1],
  [0.2, 0.9],
  [0.3, 0.1],
].flat();

interface Form {
  readonly iou: number;
  readonly least?: number;
  readonly most: number;
  readonly byClass?: boolean;
  readonly flexible?: boolean;
}

function suppress({ iou, least = 0, most, byClass = false, flexible = false }: Form): Promise<Result[]> {
  return runOperation({
    type: 'non_maximum_suppression',
    inputs: {
      boxes: fed.fp32(boxes, [1, 3, 4]),
      scores: fed.fp32(scores, [1, 3, 2]),
      iou_threshold: stated.fp32(iou),
      score_threshold: stated.fp32(least),
      max_boxes: stated.int32(most),
      per_class_suppression: flag(byClass),
    },
    outputs: [
      { dtype: 'fp32', shape: [1, most, 4] },
      { dtype: 'fp32', shape: [1, most, 2] },
      { dtype: 'int32', shape: [1, most] },
      { dtype: 'int32', shape: [1] },
    ],
    flexible: flexible ? ['boxes', 'scores'] : [],
  });
}

describe('non-maximum suppression', () => {
  it('keeps the best of overlapping boxes, in the order of their scores', async () => {
    for (const flexible of [false, true]) {
      const [kept, keptScores, indices, count] = await suppress({ iou: 0.3, most: 3, flexible });
      expect(indices?.values).to.deep.equal([1, 2, -1]);
      expect(kept?.values).to.deep.equal([1, 0, 2, 2, 9, 9, 2, 2, 0, 0, 0, 0]);
      expect(keptScores?.values.map((one) => Number(one.toFixed(3)))).to.deep.equal([0.2, 0.9, 0.3, 0.1, 0, 0]);
      expect(count?.values).to.deep.equal([2]);
    }
  });

  it('lets boxes overlap up to the threshold', async () => {
    expect((await suppress({ iou: 0.35, most: 3 }))[2]?.values).to.deep.equal([1, 0, 2]);
  });

  it('is done for each class alone where asked', async () => {
    expect((await suppress({ iou: 0.3, most: 2, byClass: true }))[2]?.values).to.deep.equal([1, 0]);
    expect((await suppress({ iou: 0.3, most: 5, byClass: true }))[2]?.values).to.deep.equal([1, 0, 2, -1, -1]);
  });

  it('drops low scores, but not the best of all', async () => {
    expect((await suppress({ iou: 1, least: 0.4, most: 3 }))[2]?.values).to.deep.equal([1, 0, -1]);
    const [, , indices, count] = await suppress({ iou: 1, least: 2, most: 2 });
    expect(indices?.values).to.deep.equal([1, -1]);
    expect(count?.values).to.deep.equal([1]);
  });

  it('takes the boxes last since iOS 17, for each picture of a batch', async () => {
    const turned = (values: readonly number[], width: number): number[] =>
      Array.from({ length: values.length }, (_, at) => values[(at % 3) * width + Math.floor(at / 3)] ?? NaN);
    const low: Value = fed.fp32([...turned(boxes, 4), ...turned(boxes, 4)], [2, 4, 3]);
    const [kept, , indices] = await runOperation({
      type: 'non_maximum_suppression',
      inputs: {
        boxes: low,
        scores: fed.fp32([...turned(scores, 2), -1, -3, -5, -2, -4, -6], [2, 2, 3]),
        iou_threshold: stated.fp32(0.3),
        max_boxes: stated.int32(2),
      },
      outputs: [
        { dtype: 'fp32', shape: [2, 4, 2] },
        { dtype: 'fp32', shape: [2, 2, 2] },
        { dtype: 'int32', shape: [2, 2] },
      ],
    });
    expect(indices?.values).to.deep.equal([1, 2, 0, 2]);
    expect(kept?.values).to.deep.equal([1, 9, 0, 9, 2, 2, 2, 2, 0, 9, 0, 9, 2, 2, 2, 2]);
  });
});
