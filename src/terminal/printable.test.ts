import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName } from '../../test/hostile-names.js';
import { printable } from './printable.js';
import { textTable } from './table.js';

describe('a name in a terminal', () => {
  it('is text: it neither breaks a line nor tells the terminal what to do', () => {
    expect(printable('Füße 😀 (1)')).to.equal('Füße 😀 (1)');
    expect(printable('a\nb\u001b[2Jc\u202ed')).to.equal('a\\nb\\u001b[2Jc\\u202ed');
  });

  it('takes one line of a table', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = textTable(['variant', 'status'], [[name, 'ok']]);
        expect(text.split('\n')).to.have.length(2);
        expect(text.replaceAll('\n', '')).not.to.match(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
