import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedLaunch, started } from '../../test/hand-made-run.js';
import { remainingMs } from './eta.js';

describe('the time that is left', () => {
  const launches = [
    plannedLaunch('p', { kind: 'prepare', expectedMs: 500 }),
    plannedLaunch('m1'),
    plannedLaunch('m2'),
    plannedLaunch('m3', { expectedMs: 3000 }),
  ];

  it('is the plan until something has ended', () => {
    expect(remainingMs(launches, [])).to.equal(5500);
    expect(remainingMs(launches, [started('m1')])).to.equal(5500);
  });

  it('learns from what launches of the same kind took', () => {
    // m1 took 2 s of an expected one, so the other 4 s of measuring will be 8; preparing is still as planned.
    expect(remainingMs(launches, [finished('m1', { status: 'ok' })])).to.equal(8500);
    expect(remainingMs(launches, [finished('p', { status: 'ok' }, {}, 11)])).to.equal(5000);
  });

  it('counts what failed as done, and what is not in the plan not at all', () => {
    const entries = [
      finished('m3', { status: 'crashed', step: 'load' }, {}, 13),
      finished('anchor-1', { status: 'ok' }),
    ];
    expect(remainingMs(launches, entries)).to.equal(2500);
  });

  it('is nothing when all is done', () => {
    expect(
      remainingMs(
        launches,
        ['p', 'm1', 'm2', 'm3'].map((id) => finished(id, { status: 'ok' })),
      ),
    ).to.equal(0);
  });
});
