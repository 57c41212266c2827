import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hostileName } from '../../test/hostile-names.js';
import { fileSafe } from './file-safe.js';
import { launchId } from './paths.js';

describe('a name that is safe in file names', () => {
  it('is the name itself where that is ordinary', () => {
    for (const name of ['swinir-s-x2-fp16-64', 'Net.v2', 'a', '4x_UltraSharp', 'x'.repeat(100)]) {
      expect(fileSafe(name)).to.equal(name);
    }
  });

  it('keeps what is readable of others', () => {
    expect(fileSafe('my model (1)')).to.match(/^my-model-1-[0-9a-f]{12}$/);
    expect(fileSafe('Größe × 2')).to.match(/^Gro-e-2-[0-9a-f]{12}$/);
    expect(fileSafe('../../etc/passwd')).to.match(/^etc-passwd-[0-9a-f]{12}$/);
    expect(fileSafe('日本')).to.match(/^name-[0-9a-f]{12}$/);
    expect(fileSafe('x'.repeat(250))).to.match(/^x{60}-[0-9a-f]{12}$/);
  });

  it('is the same however a disk composes accents', () => {
    expect(fileSafe('Füße'.normalize('NFD'))).to.equal(fileSafe('Füße'.normalize('NFC')));
  });

  it('is one that the phone and every disk take, and another for every name', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(hostileName, (name) => {
        const safe = fileSafe(name);
        expect(launchId.safeParse(safe).success, safe).to.equal(true);
        expect(safe.length).to.be.at.most(100);
        const same = seen.get(safe) ?? name.normalize('NFC');
        expect(same).to.equal(name.normalize('NFC'));
        seen.set(safe, same);
        // What was made of a name is no other's own name.
        if (safe !== name) expect(fileSafe(safe)).not.to.equal(safe);
      }),
      { numRuns: 2000 },
    );
  });
});
