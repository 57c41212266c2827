import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { textTable } from './table.js';
import { wrap } from './wrap.js';

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const text = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '));

describe('a text that is wrapped', () => {
  it('keeps every word, in lines no longer than asked', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 12, max: 60 }), (whole, width) => {
        const lines = wrap(whole, width);
        expect(lines.join(' ')).to.equal(whole);
        expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(width);
      }),
    );
  });

  it('breaks no word, be it longer than a line', () => {
    expect(wrap('see /a/long/path now', 6)).to.deep.equal(['see', '/a/long/path', 'now']);
  });
});

describe('a table of text', () => {
  it('with a width goes on below in its last column, and its other columns stand alone', () => {
    const rows = [
      ['battery', 'passed', 'level .8, state charging, as float32'],
      ['push', 'FAILED', 'slow'],
    ];
    expect(textTable(['check', '', 'figures'], rows, { width: 42 }).split('\n')).to.deep.equal([
      'check            figures',
      'battery  passed  level .8, state charging,',
      '                 as float32',
      'push     FAILED  slow',
    ]);
  });

  it('is never wider than asked, and loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, text), { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = textTable(['', '', ''], rows, { width: 60 }).split('\n');
        expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(60);
        const wordsOf = (of: string): string[] => of.split(/\s+/).filter(Boolean).toSorted();
        expect(wordsOf(lines.join(' '))).to.deep.equal(wordsOf(rows.flat().join(' ')));
      }),
    );
  });

  it('without one has a line for each row', () => {
    expect(textTable(['a', 'b'], [['1', 'word '.repeat(50).trim()]]).split('\n')).to.have.length(2);
  });
});
