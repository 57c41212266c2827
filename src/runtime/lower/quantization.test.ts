import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, runOpen, stated, text } from '../../../test/models/one-operation.js';

describe('quantized activations', () => {
  it('are rounded to even, shifted, and limited to their type', async () => {
    const input = fed.fp32([-100, 0.25, 0.75, 1.25, 100]);
    const quantize = (zero: number, dtype: 'int8' | 'uint8') =>
      runOpen(
        'quantize',
        { input, scale: stated.fp32(0.5), zero_point: stated.int8(zero), output_dtype: text(dtype) },
        dtype,
        1,
      ).then((got) => got?.values);
    expect(await quantize(3, 'int8')).to.deep.equal([-128, 3, 5, 5, 127]);
    expect(await quantize(3, 'uint8')).to.deep.equal([0, 3, 5, 5, 203]);
  });

  it('have a scale and a zero point for each place along an axis', async () => {
    const along = { scale: stated.fp32([1, 10]), zero_point: stated.int8([1, -1]), axis: stated.int32(-2) };
    const got = await runOpen('quantize', { input: fed.fp32([4, 5, 40, 50], [2, 2]), ...along }, 'int8', 2);
    expect(got?.values).to.deep.equal([5, 6, 3, 4]);
    const back = await runOpen('dequantize', { input: stated.int8([5, 6, 3, 4], [2, 2]), ...along }, 'fp32', 2);
    expect(back?.values).to.deep.equal([4, 5, 40, 50]);
  });

  it('need no zero point', async () => {
    const inputs = { input: stated.int8([-3, 4]), scale: stated.fp32(0.5) };
    expect((await runOpen('dequantize', inputs, 'fp32', 1))?.values).to.deep.equal([-1.5, 2]);
  });
});
