import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { halvesToFloats, roundToHalf } from './half.js';

const every = halvesToFloats(new Uint8Array(Uint16Array.from({ length: 0x10000 }, (_, half) => half).buffer));

describe('half precision', () => {
  it('decodes the values IEEE 754 names', () => {
    const known: [number, number][] = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0001, 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x7c00, Infinity],
    ];
    for (const [half, value] of known) expect(every[half]).to.equal(value);
  });

  it('rounds a number that a half can hold to itself', () => {
    for (const value of every) expect(roundToHalf(value)).to.deep.equal(value);
  });

  it('rounds any other to the nearest, ties to even', () => {
    expect(roundToHalf(1 + 2 ** -11)).to.equal(1);
    expect(roundToHalf(1 + 3 * 2 ** -11)).to.equal(1 + 2 ** -9);
    expect(roundToHalf(65519)).to.equal(65504);
    expect(roundToHalf(65520)).to.equal(Infinity);
    const finite = [...every].filter(Number.isFinite).sort((a, b) => a - b);
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const after = finite.findIndex((half) => half >= value);
        const nearest = Math.min(...[after - 1, after].map((i) => Math.abs((finite[i] ?? NaN) - value) || 0));
        const error = Math.abs(roundToHalf(value) - value);
        return error <= nearest || after <= 0;
      }),
      { numRuns: 200 },
    );
  });
});
