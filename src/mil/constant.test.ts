import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { elementsOf } from './constant.js';
import type { Dtype } from './dtype.js';

/** Packs values as coremltools does: row-major, least significant bit first. */
function pack(values: readonly number[], width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((values.length * width) / 8));
  values.forEach((value, index) => {
    for (let bit = 0; bit < width; bit++) {
      const at = index * width + bit;
      if ((value >> bit) & 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
    }
  });
  return bytes;
}

describe('elements of a constant', () => {
  const widths: readonly (readonly [Dtype, number])[] = [
    ['uint1', 1],
    ['uint2', 2],
    ['uint3', 3],
    ['uint4', 4],
    ['uint6', 6],
    ['uint8', 8],
  ];
  for (const [dtype, width] of widths) {
    it(`unpacks any ${dtype} as it was packed`, () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 2 ** width - 1 })), (values) => {
          expect([...elementsOf(dtype, values.length, pack(values, width))]).to.deep.equal(values);
        }),
      );
    });
  }

  it('reads int4 as two’s complement, the first element in the low nibble', () => {
    expect([...elementsOf('int4', 3, Uint8Array.of(0xf7, 0x08))]).to.deep.equal([7, -1, -8]);
  });

  it('refuses fewer bytes than the elements need', () => {
    expect(() => elementsOf('fp32', 2, new Uint8Array(7))).to.throw(RangeError);
    expect(() => elementsOf('uint3', 3, new Uint8Array(1))).to.throw(RangeError);
  });

  it('are read from wherever a buffer lies within a larger one', () => {
    const file = Buffer.concat([Buffer.from([9, 9, 9]), Buffer.from(Float32Array.of(1.5, -2).buffer)]);
    expect([...elementsOf('fp32', 2, file.subarray(3))]).to.deep.equal([1.5, -2]);
  });
});
