import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planOf } from '../../test/hand-made-run.js';
import { passedOver } from './plan-summary.js';

describe('what a plan leaves out', () => {
  it('is named without what a file name could do to a terminal', () => {
    const leftOut = [{ file: 'a\u001b]0;x\u0007\n.txt', reason: 'it is no model' }];
    expect(passedOver({ ...planOf([], []), leftOut })).to.deep.equal([
      String.raw`a\u001b]0;x\u0007\n.txt is left out: it is no model`,
    ]);
  });
});
