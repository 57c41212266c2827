import { expect } from 'chai';
import { describe, it } from 'mocha';
import { inputSizeFor } from './input-sizes.js';
import type { InputSizes } from '../runtime/index.js';

const small = { width: 64, height: 64 };
const wide = { width: 128, height: 64 };
const large = { width: 128, height: 128 };

describe('the input size chosen for a picture', () => {
  it('is the fixed one, whatever the picture', () => {
    expect(inputSizeFor(large, { kind: 'fixed' }, small)).to.deep.equal(small);
  });

  const enumerated: InputSizes = { kind: 'enumerated', sizes: [large, small, wide] };
  it('is the very size where that is listed', () => {
    for (const size of [small, wide, large]) expect(inputSizeFor(size, enumerated, small)).to.deep.equal(size);
  });
  it('is otherwise the smallest listed one that holds the picture', () => {
    expect(inputSizeFor({ width: 65, height: 30 }, enumerated, small)).to.deep.equal(wide);
    expect(inputSizeFor({ width: 65, height: 65 }, enumerated, small)).to.deep.equal(large);
  });
  it('is the largest listed one when none holds the picture', () => {
    expect(inputSizeFor({ width: 500, height: 20 }, enumerated, small)).to.deep.equal(large);
  });

  it("is the picture's own within a range, and at its ends beyond", () => {
    const range: InputSizes = {
      kind: 'range',
      width: { lowest: 16, highest: 96 },
      height: { lowest: 16, highest: undefined },
    };
    expect(inputSizeFor({ width: 40, height: 4000 }, range, small)).to.deep.equal({ width: 40, height: 4000 });
    expect(inputSizeFor({ width: 97, height: 8 }, range, small)).to.deep.equal({ width: 96, height: 16 });
  });
});
