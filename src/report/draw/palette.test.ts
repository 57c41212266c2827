import { expect } from 'chai';
import { describe, it } from 'mocha';
import { familyColours, noFamily } from './palette.js';

describe('the colours of families', () => {
  it('are as many as there are, whoever chose the words', () => {
    const { families, range } = familyColours(['mine', 'edsr', 'rcan', 'hat', 'real']);
    expect(families).to.deep.equal(['real', 'mine', 'edsr', 'rcan', 'hat']);
    expect(new Set(range).size).to.equal(5);
  });

  it('stay with known families, whatever else there is', () => {
    const colourOf = (...families: string[]) => familyColours(families).range[0];
    expect(colourOf('real', 'mine')).to.equal(colourOf('real', 'baseline', noFamily));
  });
});
