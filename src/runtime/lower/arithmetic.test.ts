import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fed, runOpen, stated } from '../../../test/models/one-operation.js';
import type { Operands } from '../../../test/models/one-operation.js';

describe('arithmetic', () => {
  it('of integers drops fractions and survives a 0', async () => {
    const [x, y] = [fed.int32([-7, 7, 5]), fed.int32([2, -2, 0])];
    expect((await runOpen('real_div', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([-3, -3]);
    expect((await runOpen('floor_div', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([-4, -4]);
    expect((await runOpen('mod', { x, y }, 'int32', 1))?.values.slice(0, 2)).to.deep.equal([1, -1]);
  });

  it('of floats gives remainders the sign of the divisor', async () => {
    const inputs = { x: fed.fp32([-7, 7, -7, 7, 6, 0.5]), y: fed.fp32([3, -3, -3, 3, -3, 1e9]) };
    expect((await runOpen('mod', inputs, 'fp32', 1))?.values).to.deep.equal([2, -2, -1, 1, 0, 0.5]);
  });

  it('raises negative numbers to whole powers', async () => {
    const inputs = { x: fed.fp32([-2, -2, -4]), y: fed.fp32([3, -1, 0.5]) };
    expect((await runOpen('pow', inputs, 'fp32', 1))?.values).to.deep.equal([-8, -0.5, NaN]);
  });

  it('takes integers where MIL does', async () => {
    const x = fed.int32([-3, 0, 2]);
    const of = (type: string, inputs: Operands = {}) =>
      runOpen(type, { x, ...inputs }, 'int32', 1).then((got) => got?.values);
    expect(await of('abs')).to.deep.equal([3, 0, 2]);
    expect(await of('sign')).to.deep.equal([-1, 0, 1]);
    expect(await of('square')).to.deep.equal([9, 0, 4]);
    expect(await of('exp2')).to.deep.equal([0, 1, 4]);
    expect(await of('threshold', { alpha: stated.int32(1) })).to.deep.equal([1, 1, 2]);
    expect(await of('clip', { alpha: stated.fp32(-1.5), beta: stated.fp32(1.5) })).to.deep.equal([-1, 0, 1]);
    expect(await of('maximum', { y: stated.int32(0) })).to.deep.equal([0, 0, 2]);
    expect(await of('minimum', { y: stated.int32(0) })).to.deep.equal([-3, 0, 0]);
    expect(await of('pow', { y: stated.int32(2) })).to.deep.equal([9, 0, 4]);
    expect(await of('cumsum')).to.deep.equal([-3, -3, -1]);
    for (const [type, gives] of Object.entries({ less: [1, 0, 0], greater_equal: [0, 1, 1], not_equal: [1, 0, 1] })) {
      expect((await runOpen(type, { x, y: stated.int32(0) }, 'bool', 1))?.values, type).to.deep.equal(gives);
    }
  });
});
