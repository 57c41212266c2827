import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { groupBy } from './group-by.js';

describe('items by what they have in common', () => {
  it('are all there, each once and in their order, beside those without a key', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.option(fc.nat(3), { nil: undefined }), fc.nat())), (items) => {
        const groups = groupBy(items, ([key]) => key);
        const keys = [...new Set(items.flatMap(([key]) => key ?? []))];
        expect([...groups.keys()]).to.deep.equal(keys);
        for (const key of keys) expect(groups.get(key)).to.deep.equal(items.filter(([own]) => own === key));
      }),
    );
  });
});
