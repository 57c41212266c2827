import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../../test/rig/problem.js';
import { parseFault } from './faults.js';
import type { Launch } from './faults.js';

/** The launches, of so many, whose process a fault signals at once. */
function struck(text: string, launches: number): number[] {
  const fault = parseFault(text);
  return Array.from({ length: launches }, (_, index) => index + 1).filter((number) => {
    let signals = 0;
    const child = { kill: () => (signals += 1) } as unknown as Launch['child'];
    const app = { bundleId: 'a', executable: 'a', container: '/nowhere', sharesDocuments: true, attributes: {} };
    fault.strike({ number, app, args: [], child });
    return signals > 0;
  });
}

describe('a fault', () => {
  it('that freezes strikes one launch, by default the first', () => {
    expect(struck('freeze', 4)).to.deep.equal([1]);
    expect(struck('freeze:3', 4)).to.deep.equal([3]);
  });

  it('that kills leaves launches without a job alone', () => {
    expect(struck('kill:measure', 3)).to.deep.equal([]);
    expect(struck('kill:measure:2', 3)).to.deep.equal([]);
  });

  for (const text of [
    '',
    'kill',
    'kill:',
    'kill:measure:0',
    'kill:measure:x',
    'freeze:-1',
    'freeze:1.5',
    'explode:1',
  ]) {
    it(`written "${text}" is refused with the ways to write one`, async () => {
      const { message, exitCode } = await problemOf(() => parseFault(text));
      expect(message).to.match(/^--fault .*: write kill:STEP, .*such as kill:measure:2$/);
      expect(message).to.contain(`--fault ${text}: `);
      expect(exitCode).to.equal(2);
    });
  }
});
