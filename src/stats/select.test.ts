import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { selectInPlace } from './select.js';

describe('selectInPlace', () => {
  it('gives what stands at an index of the sorted values, with smaller ones before it', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(), (list, seed) => {
        const index = seed % list.length;
        const array = Float64Array.from(list);
        const found = selectInPlace(array, index);
        expect(found).to.equal([...list].sort((a, b) => a - b)[index]);
        expect(array[index]).to.equal(found);
        expect(Math.max(-Infinity, ...array.slice(0, index))).to.be.at.most(found);
        expect(Math.min(Infinity, ...array.slice(index + 1))).to.be.at.least(found);
        expect([...array].sort((a, b) => a - b)).to.deep.equal([...list].sort((a, b) => a - b));
      }),
    );
  });

  it('throws for an index outside', () => {
    expect(() => selectInPlace(new Float64Array(2), 2)).to.throw(RangeError);
    expect(() => selectInPlace(new Float64Array(0), 0)).to.throw(RangeError);
  });
});
