import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, runOpen, text } from '../../../test/models/one-operation.js';
import type { Value } from '../../../test/models/one-operation.js';
import type { Dtype } from '../../mil/dtype.js';

describe('casts', () => {
  const cast = (x: Value, dtype: Dtype) =>
    runOpen('cast', { x, dtype: text(dtype) }, dtype, 1).then((got) => got?.values);

  it('of numbers out of range give the nearest in range', async () => {
    const x = fed.fp32([-3e9, -129.5, -1.9, 1.9, 300, 70_000, 3e9, 1e30]);
    expect(await cast(x, 'uint8')).to.deep.equal([0, 0, 0, 1, 255, 255, 255, 255]);
    expect(await cast(x, 'int8')).to.deep.equal([-128, -128, -1, 1, 127, 127, 127, 127]);
    expect(await cast(x, 'int16')).to.deep.equal([-32768, -129, -1, 1, 300, 32767, 32767, 32767]);
    expect(await cast(x, 'uint16')).to.deep.equal([0, 0, 0, 1, 300, 65535, 65535, 65535]);
    const most = 2 ** 31 - 1;
    expect(await cast(x, 'int32')).to.deep.equal([-most - 1, -129, -1, 1, 300, 70_000, most, most]);
  });

  it('go between integers, truths and floats', async () => {
    expect(await cast(fed.int32([-1, 7, 300]), 'uint8')).to.deep.equal([0, 7, 255]);
    expect(await cast(fed.int32([-1, 0, 300]), 'bool')).to.deep.equal([1, 0, 1]);
    expect(await cast(fed.fp32([-0.5, 0]), 'bool')).to.deep.equal([1, 0]);
    for (const dtype of ['int8', 'uint16', 'int32', 'fp16', 'fp32'] as const)
      expect(await cast(fed.bool([1, 0]), dtype), dtype).to.deep.equal([1, 0]);
    expect(await cast(fed.int32([5]), 'fp16')).to.deep.equal([5]);
  });
});
