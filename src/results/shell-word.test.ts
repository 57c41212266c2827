import { expect } from 'chai';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName, hostileNames } from '../../test/hostile-names.js';
import { shellWord } from './shell-word.js';

/** No program takes a NUL, and no file's name has one or half a character. */
const wellFormed = (name: string): string => Buffer.from(name.replaceAll('\0', '')).toString();

const heard = (words: readonly string[]): string[] =>
  execaSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`])
    .stdout.split('\0')
    .slice(0, -1);

describe('a path in a command that is advised', () => {
  it('is as it is where that is fine', () => {
    expect(shellWord('/home/a/results/2026-01-01T00-00-00-demo')).to.equal('/home/a/results/2026-01-01T00-00-00-demo');
    expect(shellWord('/my runs/a')).to.equal("'/my runs/a'");
  });

  it('reaches the command whole and runs nothing, whatever it is called', () => {
    const path = hostileName.map((name) => `/${wellFormed(name)}`);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 20 }), (paths) => {
        expect(heard(paths)).to.deep.equal(paths);
      }),
      { numRuns: 30 },
    );
    const all = hostileNames.map((name) => `/${wellFormed(name)}`);
    expect(heard(all)).to.deep.equal(all);
  });
});
