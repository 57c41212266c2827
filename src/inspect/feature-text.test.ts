import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FeatureDescription } from '../coreml/feature.js';
import { featureText } from './feature-text.js';

const side = { lowest: 64, highest: 512 };
const one = { lowest: 1, highest: 1 };
const three = { lowest: 3, highest: 3 };

describe('the text of a feature', () => {
  const array = (shape: number[], axes: readonly { lowest: number; highest?: number }[]): FeatureDescription => ({
    name: 'x',
    type: { kind: 'array', shape, element: 'fp32', shapes: { kind: 'range', axes } },
  });

  it('names the axes of a range', () => {
    const sizes = { kind: 'range' as const, width: side, height: { lowest: 1 } };
    const image = { kind: 'image' as const, width: 64, height: 64, colour: 'rgb' as const, sizes };
    expect(featureText({ name: 'x', type: image })).to.equal('x: rgb width 64..512, height 1..any');
    expect(featureText(array([1, 3, 64, 64], [one, three, side, side]))).to.equal(
      'x: fp32 [1, 3, height 64..512, width 64..512]',
    );
    expect(featureText(array([1, 64, 64, 3], [one, side, side, three]))).to.equal(
      'x: fp32 [1, height 64..512, width 64..512, 3]',
    );
    expect(featureText(array([1, 7], [side, three]))).to.equal('x: fp32 [axis 0 64..512, 3]');
  });

  it('lists shapes', () => {
    const shapes = {
      kind: 'enumerated' as const,
      shapes: [
        [1, 8],
        [1, 9],
      ],
    };
    expect(featureText({ name: 'x', type: { kind: 'array', shape: [1, 8], element: 'int32', shapes } })).to.equal(
      'x: int32 [1, 8]|[1, 9]',
    );
  });
});
