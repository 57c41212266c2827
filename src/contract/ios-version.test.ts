import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isAtLeast, parseIosVersion } from './ios-version.js';

const number = fc.nat({ max: 99 });
const version = fc.record({ major: number, minor: number, patch: number });

describe('a version of iOS', () => {
  it('is parsed as it is written', () => {
    fc.assert(
      fc.property(version, ({ major, minor, patch }) => {
        const text = [major, minor, patch].join('.');
        expect(parseIosVersion(text)).to.deep.equal({ major, minor, patch });
        expect(parseIosVersion([major, minor].join('.'))).to.deep.equal({ major, minor, patch: 0 });
        expect(parseIosVersion(String(major))).to.deep.equal({ major, minor: 0, patch: 0 });
      }),
    );
  });

  it('compares by its numbers, the major one first, and not as text', () => {
    fc.assert(
      fc.property(version, version, (phone, minimum) => {
        const text = [phone.major, phone.minor, phone.patch].join('.');
        const expected = phone.major * 100 + phone.minor >= minimum.major * 100 + minimum.minor;
        expect(isAtLeast(text, minimum)).to.equal(expected);
      }),
    );
    expect(isAtLeast('17.10', { major: 17, minor: 4 })).to.equal(true);
    expect(isAtLeast('9.3', { major: 16 })).to.equal(false);
    expect(isAtLeast('16', { major: 16 })).to.equal(true);
  });

  it('is not known from a text that is none', () => {
    for (const text of ['', 'iOS 17', '17.', '.5', '17.4.1.2', '17.x', '-1', ' 17', '17.5\n']) {
      expect(parseIosVersion(text), JSON.stringify(text)).to.equal(undefined);
      expect(isAtLeast(text, { major: 1 }), JSON.stringify(text)).to.equal(undefined);
    }
  });
});
