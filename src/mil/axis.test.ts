import { expect } from 'chai';
import { describe, it } from 'mocha';
import { axisFromFront } from './axis.js';

describe('an axis', () => {
  it('is counted from either end, and refused beyond both', () => {
    for (let rank = 0; rank <= 5; rank++) {
      const axes = Array.from({ length: rank }, (_, axis) => axis);
      for (let axis = -rank - 2; axis <= rank + 2; axis++) {
        expect(axisFromFront(axis, rank), `axis ${String(axis)} of ${String(rank)}`).to.equal(axes.at(axis));
        if (axis < -rank || axis >= rank) expect(axisFromFront(axis, rank)).to.equal(undefined);
      }
    }
    expect(axisFromFront(0.5, 2)).to.equal(undefined);
  });
});
