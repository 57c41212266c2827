import { expect } from 'chai';
import { describe, it } from 'mocha';
import { problemOf } from '../../test/rig/problem.js';
import { memoryFor, refuseLargeFleet } from './host-memory.js';

describe('the memory that a fleet needs', () => {
  it('is near what was measured with one to sixteen phones', () => {
    for (const [phones, mbEach] of [
      [1, 619],
      [2, 484],
      [4, 391],
      [8, 356],
      [16, 326],
    ] as const)
      expect(memoryFor(phones) / phones / 1e6, `${String(phones)} phones`).closeTo(mbEach, 0.05 * mbEach);
  });

  it('is refused where the host has less, with the number that it has room for', async () => {
    const problem = await problemOf(() => {
      refuseLargeFleet(9, 2e9);
    });
    expect(problem.message).to.equal(
      'a run of 9 phones takes about 3.1 GB of memory, and this host has 2 GB; take 5 at once at most (docs/performance.md)',
    );
    expect(problem.exitCode).to.equal(2);
    refuseLargeFleet(5, 2e9);
  });

  it('is refused to a single phone on a host that is too small for one', async () => {
    const problem = await problemOf(() => {
      refuseLargeFleet(1, 500e6);
    });
    expect(problem.message).to.match(/^a run of 1 phone takes about 625 MB .* has 500 MB; take a larger one/);
  });

  it('is there on this host', () => {
    refuseLargeFleet(1);
  });
});
