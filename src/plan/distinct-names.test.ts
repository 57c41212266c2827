import { expect } from 'chai';
import { describe, it } from 'mocha';
import { distinctNames } from './distinct-names.js';

const named = (paths: readonly string[], taken: readonly string[] = []): string[] => [
  ...distinctNames(paths, taken).values(),
];

describe('the names of files', () => {
  it('are their own where nothing else has them', () => {
    expect(named(['/m/net.mlmodel', '/m/other.mlpackage'])).to.deep.equal(['net', 'other']);
  });

  it('have the extension where that tells files apart, and the folder where it does not', () => {
    expect(named(['/m/net.mlmodel', '/m/net.mlpackage', '/m/x.mlmodel'])).to.deep.equal([
      'net.mlmodel',
      'net.mlpackage',
      'x',
    ]);
    expect(named(['/m/one/net.mlpackage', '/m/two/net.mlpackage'])).to.deep.equal(['one-net', 'two-net']);
    expect(named(['/a/x/net.mlmodel', '/b/x/net.mlmodel'])).to.deep.equal(['a-x-net', 'b-x-net']);
  });

  it('leave a name alone that somebody else has', () => {
    expect(named(['/m/net.mlmodel'], ['net'])).to.deep.equal(['net.mlmodel']);
    expect(named(['/m/net.mlmodel'], ['NET', 'net.mlmodel'])).to.deep.equal(['m-net']);
  });

  it('have a number where a disk that ignores case would take them for one', () => {
    const names = named(['/m/Net.mlmodel', '/m/net.mlmodel']);
    expect(names).to.deep.equal(['Net.mlmodel', 'net.mlmodel-2']);
    expect(named(['/m/caf\u00e9.mlmodel', '/m/cafe\u0301.mlmodel']).map((name) => name.normalize())).to.have.length(2);
  });

  it('are shared by two spellings of one path', () => {
    expect(named(['/m/net.mlmodel', '/m/./net.mlmodel/'])).to.deep.equal(['net', 'net']);
  });

  it('never collide, and do not depend on the order', () => {
    const parts = ['a', 'A', 'a-b', 'b'];
    const files = parts.flatMap((one) =>
      parts.flatMap((two) =>
        ['net', 'Net', 'a-net', 'net-2'].flatMap((name) => [`/${one}/${two}/${name}.x`, `/${one}/${name}.x`]),
      ),
    );
    for (let seed = 1; seed <= 40; seed++) {
      let state = seed;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      const chosen = [...new Set(files)].filter(() => random() < 0.3);
      const names = distinctNames(chosen, ['net']);
      expect(new Set([...names.values(), 'net'].map((name) => name.toLowerCase()))).to.have.length(chosen.length + 1);
      const shuffled = chosen.toSorted(() => random() - 0.5);
      for (const [path, name] of distinctNames(shuffled, ['net'])) expect(names.get(path)).to.equal(name);
    }
  });
});
