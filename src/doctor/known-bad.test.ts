import { expect } from 'chai';
import { describe, it } from 'mocha';
import { compareVersions, knownBad, problemsOf } from './known-bad.js';

describe('combinations that are known not to work', () => {
  it('name who reported them', () => {
    for (const { source } of knownBad) expect(source).to.match(/^https:\/\/github\.com\/.+\/\d+$/);
  });

  const hit = (combination: Parameters<typeof problemsOf>[0]): number => problemsOf(combination).length;

  it('are those of the reports, and not their neighbours', () => {
    const mac = { way: 'xcode', driver: '12.13.1', xcode: '26.6', ios: '16.7.16' } as const;
    expect(problemsOf(mac).map(({ remedy }) => remedy)).to.deep.equal([
      'select Xcode 26.3 with sudo xcode-select --switch',
    ]);
    expect(hit({ ...mac, xcode: '26.3' })).to.equal(0);
    expect(hit({ ...mac, ios: '17.0' })).to.equal(0);
    expect(hit({ ...mac, way: 'running' })).to.equal(0);
    expect(hit({ way: 'preinstalled', driver: '12.13.0', ios: '18.6' })).to.equal(1);
    expect(hit({ way: 'preinstalled', driver: '12.13.1', ios: '26.7' })).to.equal(0);
  });

  it('are not guessed where a version is not known', () => {
    expect(hit({ way: 'xcode', ios: '16.7' })).to.equal(0);
  });

  it('compare versions by their numbers', () => {
    expect(compareVersions('26.10', '26.4')).to.be.above(0);
    expect(compareVersions('17', '17.0.0')).to.equal(0);
    expect(compareVersions('9.1.0', '12.0')).to.be.below(0);
  });
});
