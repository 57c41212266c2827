import { expect } from 'chai';
import { describe, it } from 'mocha';
import { grouped } from './grouped.js';

describe('the words of a legend', () => {
  it('are all that there are, in their order, where each can have a mark', () => {
    const { words, called } = grouped(['fp32', 'fp16', 'fp32'], 2);
    expect(words).to.deep.equal(['fp32', 'fp16']);
    expect(called('fp32')).to.equal('fp32');
  });

  it('are the most common where there are more of them than marks, and the rest together', () => {
    const { words, called } = grouped(['int4', 'fp32', 'fp16', 'int8', 'fp32', 'int8'], 3);
    expect(words).to.deep.equal(['fp32', 'int8', 'others']);
    expect(['int4', 'fp16', 'fp32'].map(called)).to.deep.equal(['others', 'others', 'fp32']);
  });
});
