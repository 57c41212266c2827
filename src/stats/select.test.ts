import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { selectInPlace } from './select.js';

/** Values whose middle one is the least of those that are left, round after round. */
function worstOrder(length: number): Float64Array {
  const values = new Float64Array(length);
  const places = Array.from(values.keys());
  for (let low = 0; low < length; low++) {
    const middle = (low + length - 1) >> 1;
    values[places[middle] ?? NaN] = low;
    places[middle] = places[low] ?? NaN;
  }
  return values;
}

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

  it('goes on from an index that was selected before', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(), (list, one, other) => {
        const [first, second] = [one % list.length, other % list.length].sort((a, b) => a - b) as [number, number];
        const array = Float64Array.from(list);
        const found = [selectInPlace(array, first), selectInPlace(array, second, first)];
        const sorted = [...list].sort((a, b) => a - b);
        expect(found).to.deep.equal([sorted[first], sorted[second]]);
      }),
    );
  });

  it('sorts what is left of values in the worst order, instead of taking them one by one', () => {
    const values = worstOrder(2000);
    const sorted = Float64Array.from(values).sort();
    expect(selectInPlace(values, 1000)).to.equal(sorted[1000]);
    expect(values).to.deep.equal(sorted);
  });

  it('throws for an index outside', () => {
    expect(() => selectInPlace(new Float64Array(2), 2)).to.throw(RangeError);
    expect(() => selectInPlace(new Float64Array(0), 0)).to.throw(RangeError);
  });
});
