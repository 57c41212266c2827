import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedLaunch, planOf, session, started } from '../../test/hand-made-run.js';
import type { Plan } from '../plan/plan.js';
import type { Entry } from '../results/journal.js';
import { remainingMs } from './eta.js';

describe('the time that is left', () => {
  const launches = [
    plannedLaunch('p', { kind: 'prepare', expectedMs: 500 }),
    plannedLaunch('m1'),
    plannedLaunch('m2'),
    plannedLaunch('m3', { expectedMs: 3000 }),
  ];

  const anchor = plannedLaunch('anchor-all', { kind: 'anchor', expectedMs: 500 });
  const left = (journal: readonly Entry[], more: Partial<Plan> = {}): number =>
    remainingMs(planOf([], launches, more), launches, journal);

  it('is the plan until something has ended', () => {
    expect(left([])).to.equal(5500);
    expect(left([started('m1')])).to.equal(5500);
  });

  it('learns from what launches of the same kind took', () => {
    // m1 took 2 s of an expected one, so the other 4 s of measuring will be 8; preparing is still as planned.
    expect(left([finished('m1', { status: 'ok' })])).to.equal(8500);
    expect(left([finished('p', { status: 'ok' }, {}, 11)])).to.equal(5000);
  });

  it('counts what failed as done, and what is not in the plan not at all', () => {
    const entries = [
      finished('m3', { status: 'crashed', step: 'load' }, {}, 13),
      finished('anchor-all-1', { status: 'ok' }),
    ];
    expect(left(entries)).to.equal(2500);
  });

  it('is nothing when all is done', () => {
    expect(
      left(
        ['p', 'm1', 'm2', 'm3'].map((id) => finished(id, { status: 'ok' })),
        { anchors: [anchor] },
      ),
    ).to.equal(0);
  });

  it('counts the purges and primes that have to come before', () => {
    const purge = plannedLaunch('purge', {
      kind: 'purge',
      expectedMs: 300,
      job: { ...plannedLaunch('x').job, arms: {} },
    });
    const more = { purge, primes: [plannedLaunch('prime-net-all', { kind: 'prime', expectedMs: 700 })] };
    // The prepare loads what the measures need.
    expect(left([], more)).to.equal(5500 + 300);
    const prepared = [finished('purge-1', { status: 'ok' }, {}, 11), finished('p', { status: 'ok' }, {}, 11)];
    expect(left(prepared, more)).to.equal(5000);
    expect(left([...prepared, session()], more)).to.equal(5000 + 700);
  });

  it('counts the anchors between the launches, as long as they have taken', () => {
    const more = { anchors: [anchor], anchorEvery: 2 };
    expect(left([], more)).to.equal(5500 + 2 * 500);
    expect(left([finished('anchor-all-1', { status: 'ok' })], more)).to.equal(5500 + 2 * 2000);
  });
});
